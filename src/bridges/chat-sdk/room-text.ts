import { splitText } from '../split-text.ts';

// Discord's adapter cuts what is longer, without a word; Slack refuses a longer section of a card. Teams and Google Chat
// take more than Slack.
const maxLengths: Record<string, number> = { discord: 2_000 };
const otherMaxLength = 3_000;

/** A text for a room: mentioning nobody, in as many parts as its limit asks for. */
export function roomTexts(
  room: string,
  text: string,
  maxLength: number = maxLengths[room] ?? otherMaxLength,
): string[] {
  return fitting(text, maxLength);

  // Escaping makes a text longer, and must not be cut apart.
  function fitting(part: string, length: number): string[] {
    return splitText(part, Math.max(2, length)).flatMap((one) => {
      const escaped = escapeText(room, one);
      return escaped.length <= maxLength || length <= 2 ? [escaped] : fitting(one, Math.floor(length / 2));
    });
  }
}

// Nobody sees it, and no room takes `@<it>bob` for a mention.
const zeroWidthSpace = '\u200b';

// Each `@` but that of an address, which agents copy.
const mention = /@(?=everyone|here)|(?<![\w.+-])@|@(?![\w-]+\.\w)/gi;

/**
 * A foreign text, so that it mentions nobody, and no link in it shows another address than it has.
 * Slack: https://docs.slack.dev/messaging/formatting-message-text#escaping. Discord: `@everyone`, `<@1>`, `<@&1>`, and the
 * adapter makes mentions of `@bob`. Google Chat: `<users/all>`.
 */
export function escapeText(room: string, text: string): string {
  const silent = text.replace(mention, `@${zeroWidthSpace}`);
  if (room === 'slack') return silent.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const harmless = silent.replaceAll('<', `<${zeroWidthSpace}`).replaceAll('](', `]${zeroWidthSpace}(`);
  return room === 'teams' ? harmless.replaceAll('\n', lineBreak(room)) : harmless;
}

/** What ends a line: in the Markdown of Teams a single line feed is a space. */
export function lineBreak(room: string): string {
  return room === 'teams' ? '\n\n' : '\n';
}

/** At most `maxLength` UTF-16 units of a text on one line, with an ellipsis when there is more. */
export function shortened(text: string, maxLength: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= maxLength ? line : `${splitText(line, maxLength - 1)[0]?.trimEnd()}…`;
}
