import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inRepository } from './document.ts';

const read = (path: string) => readFileSync(inRepository(path), 'utf8');
const document = read('.github/SECURITY.md');

// What the document says, and where the source says it.
const numbers: [says: string, file: string, source: string][] = [
  [
    '10,000 requests are remembered for a day',
    'src/webhook/settings.ts',
    'maxEntries: z.int().positive().default(10_000)',
  ],
  ['10,000 requests are remembered for a day', 'src/webhook/settings.ts', 'ttlMs: duration.default(86_400_000)'],
  ['at most 1 MiB, within 10 s', 'src/webhook/settings.ts', 'maxBodyBytes: z.int().positive().default(1_048_576)'],
  ['at most 1 MiB, within 10 s', 'src/webhook/settings.ts', 'bodyTimeoutMs: duration.default(10_000)'],
  ['5,000 lines of a transcript', 'src/models/limits.ts', 'maxTranscriptLines = 5_000'],
  ['1,000 fields of an object', 'src/webhook/field-limits.ts', 'maxFields = 1_000'],
  ['50,000 of all lines', 'src/webhook/field-limits.ts', 'maxTranscriptFields = 50_000'],
  ['64 levels deep', 'src/models/limits.ts', 'maxUnknownDepth = 64'],
  ['10,000 values', 'src/models/limits.ts', 'maxUnknownValues = 10_000'],
  ['512 characters', 'src/models/limits.ts', 'maxNameLength = 512'],
  ['at most 100 requests wait', 'src/webhook/settings.ts', 'maxQueued: z.int().positive().default(100)'],
  ['each for 30 s', 'src/webhook/settings.ts', 'queueTimeoutMs: duration.default(30_000)'],
  ['at most 10 times a minute', 'src/webhook/log-limit.ts', 'maxLines = 10;'],
  ['at most 10 times a minute', 'src/webhook/log-limit.ts', 'withinMs = 60_000'],
  ['newest 1,000 lines', 'src/desk/conversation.ts', 'maxTranscriptLines = 1_000'],
  ['more than a day ahead', 'src/desk/conversation.ts', 'farthestAheadMs = 86_400_000'],
  ['1 MiB is read of an answer', 'src/client/answer.ts', 'maxAnswerBytes = 1_048_576'],
  ['300 characters of a message', 'src/internal/foreign-text.ts', 'maxLength = 300'],
  ['10 tries from an address', 'examples/console/wrong-passwords.ts', 'triesAtOnce = 10;'],
  ['one every 6 s', 'examples/console/wrong-passwords.ts', 'tryAgainMs = 6_000'],
  ['`retentionMs` (a day)', 'src/desk/memory-store.ts', 'retentionMs: duration.default(86_400_000)'],
  ['`retentionMs` (a day)', 'src/redis/redis-store.ts', 'retentionMs: duration.default(86_400_000)'],
  ['100,000 or so in Redis', 'src/redis/redis-store.ts', 'eventsMax: z.int().positive().default(100_000)'],
  ['10,000 in memory', 'src/desk/memory-store.ts', 'eventsMax: z.int().positive().default(10_000)'],
];

describe('SECURITY.md', () => {
  it('names in each row of its tables tests that exist', () => {
    const rows = document.split('\n').filter((line) => /^\| (?!threat)/.test(line));
    expect(rows.length).toBeGreaterThan(10);
    const paths = rows.map((row) => Array.from(row.matchAll(/`((?:test|examples)\/[^`]+)`/g), ([, path = '']) => path));
    expect(rows.filter((_, index) => paths[index]?.length === 0)).toEqual([]);
    expect(paths.flat().filter((path) => !existsSync(inRepository(path)))).toEqual([]);
  });

  it.each(numbers)('says "%s" as %s does', (says, file, source) => {
    expect(document.replace(/\n/g, ' ')).toContain(says);
    expect(read(file).includes(source), `expected ${file} to say ${source}`).toBe(true);
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
