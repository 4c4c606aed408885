import * as today from '../../../src/desk/store/layout.ts';
import type { Notice } from './messages.ts';

/**
 * In place of `src/desk/store/layout.ts` where an instance is to be one of a later version. It adds a value to each head and
 * each session, and has a layout that today's would misread: the same values, the last one first.
 */

// Set when it is built: false for the first version that has the next layout, true for the one after it.
declare const WRITES_NEXT: boolean;
const next = 2;

const note = ['a note of a later version'];
const noted = new Set<string>();

export type StoredHead = today.StoredHead;

export function encodeHead(stored: StoredHead): string {
  return written(today.encodeHead({ ...stored, added: { head: [note], session: [note] } }));
}

export function decodeHead(conversationId: string, text: string): StoredHead {
  const stored = today.decodeHead(conversationId, read(text));
  const { head, session } = stored.added ?? { head: [], session: [] };
  const hasNotes = JSON.stringify([head, session]) === JSON.stringify([[note], [note]]);
  if (hasNotes) noted.add(conversationId);
  else if (noted.has(conversationId))
    process.send?.({ problem: `${conversationId} has lost its notes` } satisfies Notice);
  return stored;
}

export function encodeChange(...given: Parameters<typeof today.encodeChange>): string {
  return written(today.encodeChange(...given));
}

export function decodeChange(conversationId: string, type: string, text: string) {
  return today.decodeChange(conversationId, type, read(text));
}

function written(text: string): string {
  if (!WRITES_NEXT) return text;
  const [, ...values] = JSON.parse(text);
  return JSON.stringify([next, ...values.reverse()]);
}

function read(text: string): string {
  const [layout, ...values] = JSON.parse(text);
  return layout === next ? JSON.stringify([1, ...values.reverse()]) : text;
}
