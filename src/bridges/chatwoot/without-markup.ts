/**
 * What an agent wrote in Chatwoot's editor, as plain text: it writes Markdown, and other software may send HTML. What is
 * neither stays as it is.
 */
export function withoutMarkup(content: string): string {
  const kept: string[] = [];
  // Code is shown as it is, so it is taken out meanwhile.
  const keep = (_: string, code: string) => `\0${kept.push(code) - 1}\0`;
  const text = withoutFences(content.replaceAll('\0', '').replace(/\r\n?/g, '\n'), (code) => keep('', code))
    .replace(/`([^`\n]{1,1000})`/g, keep)
    // A backslash makes the next character an ordinary one, or a new line.
    .replace(/\\\n/g, '\n')
    .replace(/\\([!-/:-@[-`{-~])/g, keep);
  return withoutMarkdown(withoutHtml(text))
    .replace(/\0(\d+)\0/g, (_, index) => kept[Number(index)] ?? '')
    .replace(/[^\S\n]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

// Line by line, so that a long text takes no longer than its length.
function withoutFences(text: string, keep: (code: string) => string): string {
  const lines: string[] = [];
  let code: string[] | undefined;
  for (const line of text.split('\n')) {
    const isFence = (code ? /^ {0,3}```\s*$/ : /^ {0,3}```[^`]*$/).test(line);
    if (isFence && code) lines.push(keep(code.join('\n')));
    if (isFence) code = code ? undefined : [];
    else (code ?? lines).push(line);
  }
  return [...lines, ...(code ?? [])].join('\n');
}

const tags = 'a|b|i|u|s|p|em|br|ul|ol|li|hr|del|div|pre|img|span|font|code|strong|blockquote|h[1-6]';
// Each with a value: `a<b || c>d` is ordinary text.
const attribute = `\\s{1,9}[a-z][\\w:-]{0,50}\\s?=\\s?(?:"[^"<>]{0,2000}"|'[^'<>]{0,2000}'|[^\\s"'<>=]{1,500})`;
const tag = new RegExp(`</?(?:${tags})(?:${attribute}){0,20}\\s{0,9}/?>`, 'gi');
const lineEnd = new RegExp(`<br(?:${attribute}){0,20}\\s{0,9}/?>\\n?|</(?:p|div|li|h[1-6])>\\n?`, 'gi');
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'", nbsp: ' ' };

function withoutHtml(text: string): string {
  return text
    .replace(
      /<a\s[^<>]{0,500}?href=["']([^"'<>]{1,2000})["'][^<>]{0,500}>([^<]{0,2000})<\/a>/gi,
      (_, url: string, label: string) => link(label, url),
    )
    .replace(lineEnd, '\n')
    .replace(tag, '')
    .replace(/&(amp|lt|gt|quot|apos|#39|nbsp);/g, (whole, name: string) => entities[name] ?? whole);
}

function withoutMarkdown(text: string): string {
  return (
    text
      .replace(/!?\[([^[\]\n]{0,1000})\]\(<?([^()\s<>]{1,2000})>?(?:\s"[^"\n]{0,500}")?\)/g, (_, label, url) =>
        link(label, url),
      )
      .replace(/<((?:https?:\/\/|mailto:)[^\s<>]{1,2000})>/g, '$1')
      .replace(/^ {0,3}#{1,6}[^\S\n]+(?=\S)/gm, '')
      .replace(/(\*\*|__|~~)(?=\S)([^\n]{0,500}?\S)\1/g, '$2')
      // Not within a word or a calculation: snake_case and 2*3*4 are ordinary text.
      .replace(/(?<![\w*])\*(?=[^\s*])([^*\n]{0,500}?[^\s*])\*(?![\w*])/g, '$1')
      .replace(/(?<![\w_])_(?=[^\s_])([^_\n]{0,500}?[^\s_])_(?![\w_])/g, '$1')
  );
}

function link(label: string, url: string): string {
  const text = label.trim();
  return text === '' || text === url || `mailto:${text}` === url ? url.replace(/^mailto:/, '') : `${text} (${url})`;
}
