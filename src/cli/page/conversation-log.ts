import type { Line } from '../../testing/types.ts';
import type { EarlierLine } from '../simulate/views.ts';
import { element, make } from './element.ts';
import { endInSight } from './end-in-sight.ts';
import { richText } from './rich-text.ts';

const log = element('log', HTMLElement);
const end = endInSight(log, 'New message');
const names = { visitor: 'You', service: 'Human', bot: 'Bot' };
type From = keyof typeof names;
// Whoever writes again after this begins a new group, with a new time.
const sameGroupMs = 5 * 60_000;

// The lines that are shown, one element each; undefined for a line that has nothing to show.
let shown: (HTMLElement | undefined)[] = [];
let lastLine: Line | undefined;
// Where the lines of the newest group stand.
let group: HTMLElement | undefined;

/** Shows another conversation, from its beginning. A screen reader hears only what comes later. */
export function showFromBeginning(
  earlier: readonly EarlierLine[],
  lines: readonly Line[],
  isHandedOver: boolean,
): void {
  log.ariaLive = 'off';
  log.replaceChildren();
  shown = [];
  group = undefined;
  lastLine = undefined;
  for (const { from, body } of earlier) addGroup(from, lineOf(from, 'earlier', body));
  if (isHandedOver && earlier.length > 0) log.append(make('p', 'divider', 'Before the handoff'));
  showLines(lines);
  end.go();
  setTimeout(() => (log.ariaLive = 'polite'), quietMs);
}

// As long as a browser may take to tell a screen reader.
const quietMs = 500;

/** Shows what has come since; of a line that is there, only what became of it can change. */
export function showLines(lines: readonly Line[]): void {
  end.while(() => {
    for (const [at, line] of lines.entries()) {
      if (at < shown.length) markOutcome(shown[at], line);
      else append(line);
    }
  });
}

/** Shows why the conversation is over, or that it is not. */
export function showEnd(text: string): void {
  const shownEnd = log.querySelector('.end');
  if (text === (shownEnd?.textContent ?? '')) return;
  shownEnd?.remove();
  if (text) end.while(() => log.append(make('p', 'divider end', text)));
}

function append(line: Line): void {
  if (!line.body.trim()) {
    shown.push(undefined);
    return;
  }
  const made = lineOf(line.from, 'text', line.body);
  markOutcome(made, line);
  const isSame = lastLine?.from === line.from && line.at - lastLine.at < sameGroupMs;
  if (group && isSame) group.append(made);
  else group = addGroup(line.from, made, line.at);
  lastLine = line;
  shown.push(made);
}

// Returns where its further lines go.
function addGroup(from: From, line: HTMLElement, at?: number): HTMLElement {
  const name = names[from];
  const made = make('div', from === 'visitor' ? 'group own' : `group ${from}`);
  if (from !== 'visitor') {
    const initials = make('span', 'initials', name.charAt(0));
    initials.ariaHidden = 'true';
    made.append(initials);
  }
  const lines = make('div', 'lines');
  line.prepend(make('p', 'about', at === undefined ? name : `${name}, ${timeOf(at)}`));
  lines.append(line);
  made.append(lines);
  log.append(made);
  return lines;
}

function lineOf(from: From, kind: 'text' | 'earlier', body: string): HTMLElement {
  const made = make('div', from === 'visitor' ? 'line own' : 'line');
  const text = make('p', kind);
  text.dir = 'auto';
  text.append(...richText(body));
  made.append(text);
  return made;
}

// In the style sheet, a tick stands behind what was delivered: a screen reader is not to hear of each.
function markOutcome(made: HTMLElement | undefined, line: Line): void {
  if (!made || line.from !== 'visitor') return;
  made.classList.toggle('sent', line.delivered === true);
  if (line.delivered !== false || made.querySelector('.note')) return;
  const text = `You, ${timeOf(line.at)}: not delivered, the webhook did not answer 200`;
  made.append(make('p', 'note bad', text));
}

function timeOf(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}
