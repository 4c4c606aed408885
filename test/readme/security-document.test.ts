import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inRepository } from './document.ts';

const read = (path: string) => readFileSync(inRepository(path), 'utf8');
const document = read('.github/SECURITY.md');
const sources = ['src', 'examples/console']
  .flatMap((folder) =>
    readdirSync(inRepository(folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  )
  .filter((path) => path.endsWith('.ts'))
  .map(read)
  .join('\n');

// What the document says, and how the source says it.
const numbers: [says: string, source: string][] = [
  ['10,000 requests are remembered for a day', 'maxEntries: z.int().positive().default(10_000)'],
  ['10,000 requests are remembered for a day', 'ttlMs: duration.default(86_400_000)'],
  ['at most 1 MiB, within 10 s', 'maxBodyBytes: z.int().positive().default(1_048_576)'],
  ['at most 1 MiB, within 10 s', 'bodyTimeoutMs: duration.default(10_000)'],
  ['5,000 lines of a transcript', 'maxTranscriptLines = 5_000'],
  ['1,000 fields of an object', 'maxFields = 1_000'],
  ['50,000 of all lines', 'maxTranscriptFields = 50_000'],
  ['64 levels deep', 'maxUnknownDepth = 64'],
  ['10,000 values', 'maxUnknownValues = 10_000'],
  ['512 characters', 'maxNameLength = 512'],
  ['at most 100 requests wait', 'maxQueued: z.int().positive().default(100)'],
  ['each for 30 s', 'queueTimeoutMs: duration.default(30_000)'],
  ['at most 10 times a minute', 'maxLines = 10;'],
  ['at most 10 times a minute', 'withinMs = 60_000'],
  ['newest 1,000 lines', 'maxKeptLines = 1_000'],
  ['more than a day ahead', 'maxAheadMs = 86_400_000'],
  ['1 MiB is read of an answer', 'maxAnswerBytes = 1_048_576'],
  ['300 characters of a message', 'maxLength = 300'],
  ['10 tries from an address', 'triesAtOnce = 10;'],
  ['one every 6 s', 'tryAgainMs = 6_000'],

  ['`retentionMs` (a day)', 'retentionMs: anyDuration.default(86_400_000)'],
  ['newest 100,000 or so', 'eventsMax: z.int().positive().default(100_000)'],
  ['10,000 in memory', 'eventsMax: z.int().positive().default(10_000)'],
];

describe('SECURITY.md', () => {
  it('names in each row of its tables tests that exist', () => {
    const rows = document.split('\n').filter((line) => /^\| (?!threat)/.test(line));
    expect(rows.length).toBeGreaterThan(10);
    const paths = rows.map((row) =>
      Array.from(row.matchAll(/`((?:test|examples|src\/testing)\/[^`]+)`/g), ([, path = '']) => path),
    );
    expect(rows.filter((_, index) => paths[index]?.length === 0)).toEqual([]);
    expect(paths.flat().filter((path) => !existsSync(inRepository(path)))).toEqual([]);
  });

  it.each(numbers)('says "%s" as the source does: %s', (says, source) => {
    expect(document.replace(/\n/g, ' ')).toContain(says);
    expect(sources.includes(source), `expected the source to say ${source}`).toBe(true);
  });

  it('says no number besides', () => {
    const known = numbers.flatMap(([says]) => says.match(/\d[\d,]*/g) ?? []);
    const words = document.replace(/`[^`]*`/g, '').replace(/127\.0\.0\.1|\b40[0-9]\b/g, '');
    expect((words.match(/\d[\d,]*/g) ?? []).filter((one) => !known.includes(one))).toEqual([]);
  });
});

it('the README leads to SECURITY.md', () => {
  expect(read('README.md')).toContain('](.github/SECURITY.md)');
});
