import { describe, expect, it } from 'vitest';
import { type Report, reportText } from '../../src/cli/doctor/report-text.ts';
import { printable, printablePath, printableUrl } from '../../src/cli/printable.ts';
import { callLine } from '../../src/cli/simulate/call-line.ts';
import { callView } from '../../src/cli/simulate/call-view.ts';
import { coloursFor, maxColumns, wrap } from '../../src/cli/terminal.ts';
import type { CallRecord } from '../../src/testing/types.ts';

describe('colours', () => {
  it('are used on a terminal only, and not when NO_COLOR is set', () => {
    expect(coloursFor({ isTTY: true }, {}).red('x')).toBe('\u001b[31mx\u001b[39m');
    expect(coloursFor({ isTTY: true }, { NO_COLOR: '' }).red('x')).toBe('\u001b[31mx\u001b[39m');
    expect(coloursFor({ isTTY: true }, { NO_COLOR: '1' }).red('x')).toBe('x');
    expect(coloursFor({}, {}).red('x')).toBe('x');
  });
});

describe('text of others', () => {
  it('is printed without what commands a terminal, and without secrets', () => {
    expect(printable('a\u001b[2Jb\nc the-secret', ['the-secret', undefined])).toBe('ab c [redacted]');
  });

  it.each([
    ['http://localhost:3000/gptbots/', 'http://localhost:3000/gptbots'],
    ['http://localhost:3000/gptbots/tiny', 'http://localhost:3000/gptbots/[redacted]'],
    ['https://example.com/b5d1e66c3a89b1f2c4d0/', 'https://example.com/[redacted]'],
    ['https://example.com/a-long-name-of-a-mount-point', 'https://example.com/a-long-name-of-a-mount-point'],
  ])('shows %s as %s', (url, shown) => {
    expect(printableUrl(url, ['tiny'])).toBe(shown);
  });

  it('shows a path without its query, and without what looks like a secret', () => {
    expect(printablePath('/gptbots/b5d1e66c3a89b1f2c4d0/chat?token=abc')).toBe('/gptbots/[redacted]/chat');
    expect(printablePath('/gptbots/tiny/chat', ['tiny'])).toBe('/gptbots/[redacted]/chat');
  });
});

describe('text of others', () => {
  // Escapes, a line of its own, C1, marks of direction and of no width, separators, half a pair, invisible letters.
  const hostile =
    'a\u001b[2J\u001b]0;owned\u0007\r\nb\u009b31m\u202ec\u200bd\u2028e\ufefff\u2066g\ud800h\u{e0041}i\u3164j';
  const isCommand = /[\p{Cc}\p{Cf}\p{DI}\p{Zl}\p{Zp}\p{Cs}]/u;

  it('commands nothing, whatever is in it', () => {
    expect(printable(hostile)).toBe('a b 31mcd efg\ufffdhij');
    expect(printable('x'.repeat(1_000_000))).toHaveLength(2001);
    expect(printableUrl(`no URL ${hostile}`)).not.toMatch(isCommand);
    expect(printablePath(hostile)).not.toMatch(isCommand);
  });

  it('shows no secret in the form of a URL or of JSON either', () => {
    const secret = 'a "secret"/ü';
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret)]) {
      expect(printable(`before ${form} behind`, [secret])).toMatch(/^before "?\[redacted\]"? behind$/);
    }
  });

  it('takes no time that grows with the square of its length', () => {
    const before = process.cpuUsage();
    for (const text of [' ', '/', '?', '\u200b', 'a/', '%', ':1', '\ud800']) {
      printable(text.repeat(500_000), ['the-secret']);
      printablePath(text.repeat(500_000), ['the-secret']);
    }
    // With the square it would be minutes.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(10_000);
  });

  it('comes into no line about a call, and no secret into the page', () => {
    const call: CallRecord = {
      id: 1,
      kind: 'api',
      test: false,
      name: 'unknown',
      conversationId: hostile,
      startedAt: 0,
      request: { method: 'POST', url: `/${hostile}`, headers: {}, body: new TextEncoder().encode('"the-secret"') },
      answer: { status: 200, headers: {}, body: 'You sent the-secret.' },
      durationMs: 1,
      failure: hostile,
      fault: undefined,
    };
    const colours = coloursFor({}, {});
    expect(callLine(call, [], colours)).not.toMatch(isCommand);
    expect(callLine({ ...call, answer: undefined }, [], colours)).not.toMatch(isCommand);
    const { request, answer, failure } = callView(call, ['the-secret']);
    expect(request.body).toBe('"[redacted]"');
    expect(answer?.body).toBe('You sent [redacted].');
    expect(failure).not.toMatch(isCommand);
  });
});

describe('a line that is too long', () => {
  it('is broken between words, and a word that is longer is broken too', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghij kl', 4)).toEqual(['abcd', 'efgh', 'ij', 'kl']);
    expect(wrap('', 4)).toEqual(['']);
  });

  it('counts two columns for a character that takes two', () => {
    expect(wrap('客服中心', 4)).toEqual(['客服', '中心']);
  });
});

describe('the report of the doctor', () => {
  const colours = coloursFor({}, {});
  const one = { name: 'n', expected: 'e', got: 'g' };
  const report: Report = {
    webhook: 'http://localhost',
    ok: false,
    secret: 'that of --secret was sent',
    gptbots: { notTested: '--no-api was given' },
    fromHere: 'POST /conversation/establish answered 200 in 3 ms.',
    cases: [
      { ...one, ok: false, level: 'advice', detail: 'An advice.', fix: 'Do this.' },
      { ...one, ok: false, level: 'problem', detail: 'A problem.', fix: 'Do that.' },
      { ...one, ok: true, level: 'problem', detail: 'Well.' },
      { ...one, ok: false, level: 'problem', detail: 'Its effect.', fix: 'Do that.' },
      { ...one, ok: true, level: 'problem', detail: 'Not tried.', skipped: 'Why not.' },
    ],
  };

  it('has problems first, then advice, each fix once, and then what passed and was skipped', () => {
    expect(reportText(report, colours, false).split('\n')).toEqual([
      'Problem  A problem.',
      'Problem  Its effect.',
      '  Do that.',
      '',
      'Advice  An advice.',
      '  Do this.',
      '',
      'http://localhost: 2 problems, 1 piece of advice, 1 passed, 1 skipped (--verbose)',
      '  Secret:  that of --secret was sent',
      '  GPTBots: tested no URL: --no-api was given',
    ]);
  });

  it('says with --verbose what was skipped, and why', () => {
    expect(reportText(report, colours, true)).toContain('\nSkipped  Why not.\n  n\n');
  });

  it('shows of each URL what GPTBots sees, and beside the given one what was seen from here', () => {
    const seen = { type: 'human_service', component_id: 'c-1', component_name: 'Support', reachable: true };
    const results = [
      { ...seen, webhook_url: 'http://localhost', http_status: 200, latency_ms: 120, given: true },
      { ...seen, webhook_url: 'http://other', reachable: false, http_status: null, latency_ms: null, given: false },
    ];
    expect(reportText({ ...report, gptbots: { results } }, colours, false)).toContain(
      [
        'What GPTBots sees',
        '  http://localhost',
        '    human_service, component Support (c-1)',
        '    reachable, HTTP 200, 120 ms',
        '    From here: POST /conversation/establish answered 200 in 3 ms.',
        '  http://other',
        '    human_service, component Support (c-1)',
        '    not reachable, no HTTP status',
        '',
      ].join('\n'),
    );
  });

  it('has no line over 80 columns, however long what it tells of is', () => {
    const long = `${'x'.repeat(512)} and ${'words '.repeat(100)}`;
    const cases = report.cases.map((each) => ({ ...each, name: long, detail: long, fix: long }));
    const result = { type: long, component_id: long, component_name: long, webhook_url: long };
    const text = reportText(
      {
        ...report,
        webhook: `http://localhost/${'x'.repeat(500)}`,
        secret: long,
        fromHere: long,
        cases: cases.map((each) => ('skipped' in each ? { ...each, skipped: long } : each)),
        gptbots: { results: [{ ...result, reachable: true, http_status: 200, latency_ms: 1, given: true }] },
      },
      colours,
      true,
    );
    const notTested = reportText({ ...report, gptbots: { notTested: long } }, colours, false);
    const longest = Math.max(...`${text}\n${notTested}`.split('\n').map((line) => line.length));
    expect(longest).toBe(maxColumns);
  });
});
