import { expect } from 'vitest';
import type { Report } from './account.ts';

/** Prints the counts, and fails when a message was lost, doubled or misplaced. */
export function expectNothingLost(name: string, { lost, doubled, misplaced, notRecorded, ...counts }: Report): void {
  const wrong = {
    lost: lost.length,
    doubled: doubled.length,
    misplaced: misplaced.length,
    notRecorded: notRecorded.length,
  };
  console.log(`${name}: ${JSON.stringify({ ...counts, ...wrong })}`);
  for (const [what, texts] of Object.entries({ lost, doubled, misplaced })) {
    if (texts.length > 0) console.log(`${name}: ${what}: ${texts.slice(0, 20).join('; ')}`);
  }
  expect({ lost, doubled, misplaced }, `${name}: no message lost, doubled or misplaced`).toEqual({
    lost: [],
    doubled: [],
    misplaced: [],
  });
}
