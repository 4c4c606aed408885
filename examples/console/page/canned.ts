// Canned replies: a list that opens at "/".
import { ask } from './ask.ts';
import { box, make, part } from './parts.ts';

const reply = part('reply', HTMLTextAreaElement);
const list = box('canned');
let all: { name: string; text: string }[] = [];
let found: typeof all = [];
let at = 0;

// While the box holds nothing but "/" and a word.
reply.addEventListener('input', async () => {
  if (reply.value === '/') all = await ask<typeof all>('replies').catch(() => []);
  show();
});
reply.addEventListener('blur', close);
// Before the Enter that sends.
reply.addEventListener('keydown', (event) => {
  if (list.hidden || event.isComposing || event.keyCode === 229) return;
  if (event.key === 'ArrowDown') show((at + 1) % found.length);
  else if (event.key === 'ArrowUp') show((at + found.length - 1) % found.length);
  else if (event.key === 'Enter' || event.key === 'Tab') choose(found[at]?.text);
  else if (event.key === 'Escape') close();
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
});

function choose(text = ''): void {
  reply.value = text;
  close();
  // As if it was written.
  reply.dispatchEvent(new Event('input', { bubbles: true }));
}

function show(selected = 0): void {
  const [, word] = /^\/(\S*)$/.exec(reply.value.toLowerCase()) ?? [];
  found = word === undefined ? [] : all.filter(({ name, text }) => `${name} ${text}`.toLowerCase().includes(word));
  at = selected;
  const options = found.map(({ name, text }, index) => {
    const option = make('div', 'option', make('b', '', `/${name}`), ` ${text}`);
    // At a click, the box would have lost the focus.
    const onmousedown = () => choose(text);
    return Object.assign(option, {
      id: `canned-${index}`,
      role: 'option',
      ariaSelected: `${index === at}`,
      onmousedown,
    });
  });
  list.replaceChildren(...options);
  list.hidden = found.length === 0;
  reply.setAttribute('aria-activedescendant', list.hidden ? '' : `canned-${at}`);
  options[at]?.scrollIntoView({ block: 'nearest' });
}

function close(): void {
  list.hidden = true;
  reply.setAttribute('aria-activedescendant', '');
}
