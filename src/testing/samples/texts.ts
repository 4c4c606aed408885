/** Texts that people write. */
export const texts = {
  /** A short question. */
  plain: 'Where is my parcel?',
  /** Chinese, Japanese, Thai, Russian, and Arabic, which runs from right to left. */
  nonLatin: '我的包裹在哪里？ 荷物はどこですか。 พัสดุของฉันอยู่ที่ไหน Где моя посылка? أين طردي؟',
  /** A face, a family of four joined emoji, a hand with a skin tone, and a flag. */
  emoji: 'Thanks 🙂👨‍👩‍👧‍👦👋🏽🇸🇬',
  /**
   * Line breaks, quotes, markup, and a line separator (U+2028), which JavaScript before ES2019 did not allow in
   * strings.
   */
  special: 'first line\nsecond line\t"quoted" \\ <b>bold</b> & \u2028 the end',
  /** 20,000 characters. No limit is documented. */
  long: 'The parcel was due on Monday, yet nobody came. '.repeat(426).slice(0, 20_000),
} as const;
