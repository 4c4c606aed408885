import { readField } from '../../internal/thrown.ts';
import type { FormattedNode } from './chat-like.ts';

/** What an agent wrote as plain text. Markdown is left out; addresses of links and numbers of lists stay. */
export function plainText(formatted: FormattedNode): string {
  return blocks(formatted).trim();
}

function blocks(node: FormattedNode, separator = '\n\n'): string {
  return childrenOf(node).map(block).join(separator);
}

function block(node: FormattedNode): string {
  switch (node.type) {
    case 'list':
      return list(node);
    case 'blockquote':
      return indent(blocks(node), '> ', '> ');
    case 'table':
      return childrenOf(node)
        .map((row) => childrenOf(row).map(inline).join(' | '))
        .join('\n');
    case 'thematicBreak':
      return '---';
    default:
      return inline(node);
  }
}

function list(node: FormattedNode): string {
  const start = readField(node, 'start');
  const first = typeof start === 'number' ? start : 1;
  const isOrdered = readField(node, 'ordered') === true;
  const items = childrenOf(node).map((item, index) => {
    const mark = isOrdered ? `${first + index}. ` : '- ';
    return indent(blocks(item, '\n'), mark, ' '.repeat(mark.length));
  });
  return items.join('\n');
}

function indent(text: string, first: string, others: string): string {
  return text
    .split('\n')
    .map((line, index) => (index === 0 ? first : others) + line)
    .join('\n');
}

function inline(node: FormattedNode): string {
  const value = readField(node, 'value');
  if (typeof value === 'string') return withoutSlackMarks(value);
  switch (node.type) {
    case 'break':
      return '\n';
    case 'link':
      return link(childrenOf(node).map(inline).join(''), readField(node, 'url'));
    case 'image':
      return link(String(readField(node, 'alt') ?? ''), readField(node, 'url'));
    default:
      return childrenOf(node).map(inline).join('');
  }
}

// A bare address, or one of e-mail, is its own label. Slack's adapter leaves `mailto:a@b.c|a@b.c` as it is.
function link(label: string, url: unknown): string {
  if (typeof url !== 'string' || url === '') return label;
  const [address = ''] = url.replace(/^mailto:/, '').split('|');
  const shown = label.replace(/^mailto:([^|]*\|)?/, '');
  return shown === '' || shown === address ? address : `${shown} (${address})`;
}

// `<tel:+4912|+49 12>`, `<!here>`, `<!subteam^S1|@team>`: https://docs.slack.dev/messaging/formatting-message-text
function withoutSlackMarks(text: string): string {
  return text
    .replace(/<(?:tel|mailto):[^|>\s]+\|([^>]+)>/g, '$1')
    .replace(/<!([a-z]+)(?:\^[^|>]*)?(?:\|([^>]*))?>/g, (_, name: string, label?: string) => label || `@${name}`);
}

function childrenOf(node: FormattedNode): FormattedNode[] {
  const children = readField(node, 'children');
  return Array.isArray(children) ? children : [];
}
