/** What people write, for anything that takes a text. */
export const texts = {
  /** A short question. */
  plain: 'Where is my parcel?',
  /** Chinese, Japanese, Thai, Russian, and Arabic, which runs from right to left. */
  nonLatin: '我的包裹在哪里？ 荷物はどこですか。 พัสดุของฉันอยู่ที่ไหน Где моя посылка? أين طردي؟',
  /** A face, a family joined from four signs, a hand with its colour, and a flag. */
  emoji: 'Thanks 🙂👨‍👩‍👧‍👦👋🏽🇸🇬',
  /** Lines, quotes, markup, and a line separator that JSON allows and old JavaScript did not. */
  special: 'first line\nsecond line\t"quoted" \\ <b>bold</b> & \u2028 the end',
  /** 20,000 characters. No limit is documented. */
  long: 'The parcel was due on Monday, yet nobody came. '.repeat(426).slice(0, 20_000),
} as const;
