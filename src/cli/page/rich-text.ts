import { make } from './element.ts';

// Code in backticks, or an address. Three backticks hold several lines.
const special = /```\n?([\s\S]+?)\n?```|`([^`\n]+)`|https?:\/\/[^\s<>"`]+/g;

/** Text with links that can be followed, and code as code. Nothing in it is taken for HTML. */
export function richText(text: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let end = 0;
  for (const found of text.matchAll(special)) {
    const [whole, block, code] = found;
    const word = block ?? code ?? withoutPunctuation(whole);
    parts.push(text.slice(end, found.index), block || code ? make('code', block ? 'block' : '', word) : link(word));
    end = found.index + (block || code ? whole : word).length;
  }
  return [...parts, text.slice(end)].filter((part) => part !== '');
}

function link(address: string): Node | string {
  if (!URL.canParse(address)) return address;
  const made = make('a', '', address);
  made.href = address;
  made.target = '_blank';
  made.rel = 'noreferrer';
  return made;
}

// What stands behind an address in a sentence. A bracket belongs to it that was opened in it.
function withoutPunctuation(address: string): string {
  const shorter = address.replace(/[.,;:!?'*_]+$/, '');
  const pair = ['()', '[]', '{}'].find((brackets) => shorter.endsWith(brackets.charAt(1)));
  const count = (bracket: string) => shorter.split(bracket).length;
  if (pair && count(pair.charAt(1)) > count(pair.charAt(0))) return withoutPunctuation(shorter.slice(0, -1));
  return shorter;
}
