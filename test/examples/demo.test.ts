import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { usesColour } from '../../examples/demo/print.ts';
import { runDemo } from '../browser/support/demo-process.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

function npmRunDemo(args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<{ exitCode: unknown; output: string }> {
  return new Promise((resolve) => {
    const options = { cwd: repository, env: { ...process.env, ...env } };
    execFile('npm', ['run', '--silent', 'demo', '--', ...args], options, (error, output) => {
      resolve({ exitCode: error ? error.code : 0, output });
    });
  });
}

describe('npm run demo -- --scripted', () => {
  it('prints both sides of whole conversations, with the console and the Express example, without colour when not on a terminal, and exits 0', async () => {
    const { exitCode, output } = await npmRunDemo(['--scripted']);
    const spoken = output.split('\n').filter((line) => /^(user|agent|passed|failed)/.test(line));
    expect(spoken).toEqual([
      'user     (asks for a human)',
      'agent    Hello, this is Ann.',
      'user     Where is my parcel?',
      'agent    It comes this afternoon.',
      'agent    Good bye.',
      'agent    (closes the session)',
      'user     (asks for a human)',
      'agent    You are through to our team. How can we help?',
      'user     Where is my parcel?',
      'agent    You wrote: Where is my parcel?',
      'user     It was due on Monday.',
      'agent    You wrote: It was due on Monday.',
      'user     (closes the window)',
      'user     (asks for a human)',
      'agent    You are through to our team. How can we help?',
      'user     bye',
      'agent    You wrote: bye',
      'agent    (closes the session)',
      'passed   Every message was answered, and all conversations are over.',
    ]);
    expect(output).toContain('POST /gptbots/<secret>/conversation/close -> 200 {"code":200,"message":"success"}');
    expect(output).not.toContain('\u001b');
    expect(exitCode).toBe(0);
  });

  it('exits non-zero and says so when no reply arrives in time', async () => {
    const { exitCode, output } = await npmRunDemo(['--scripted', 'test/examples/silent-server.ts'], {
      DEMO_TIMEOUT_MS: '500',
    });
    expect(output).toMatch(/\nfailed +The visitor of .* was shown no further reply: nothing came within 500 ms\./);
    expect(exitCode).toBe(1);
  });

  it('exits non-zero and says so when the server does not start', async () => {
    const { exitCode, output } = await npmRunDemo(['--scripted', 'examples/no-such-server.ts']);
    expect(output).toContain(
      '\nfailed   examples/no-such-server.ts ended with exit code 1 before it printed its address',
    );
    expect(exitCode).toBe(1);
  });
});

describe('npm run demo', () => {
  it.each([
    [['--scriptd'], "failed   Unknown option '--scriptd'. There are --scripted [server] and --instances <number>."],
    [['--instances', '0'], 'failed   --instances takes a whole number from 1 to 9.'],
    [['--instances', 'x'], 'failed   --instances takes a whole number from 1 to 9.'],
    [
      ['--scripted', '--instances', '2'],
      'failed   --instances is for the demo in the browser, which --scripted is not.',
    ],
    [['server.ts'], 'failed   To play a conversation with server.ts, say --scripted server.ts.'],
  ])('%j: says in one line what is wrong, and exits 1', async (args, line) => {
    const demo = runDemo(args);
    expect(await demo.ended).toBe(1);
    expect(demo.printed()).toBe(`${line}\n`);
  });

  it('ends while it starts, on Ctrl-C, without a word and with no process left', async () => {
    const demo = runDemo();
    await expect.poll(() => demo.processes(), { timeout: 60_000 }).toBeGreaterThan(1);
    expect(await demo.signal('SIGINT'), demo.printed()).toBe(0);
    expect(demo.printed()).not.toContain('failed');
    expect(demo.processes()).toBe(0);
  });

  it('leaves no process when npm is ended too', async () => {
    const demo = runDemo([], 'npm');
    await demo.page;
    await demo.signal('SIGINT');
    await expect.poll(() => demo.processes(), { timeout: 60_000 }).toBe(0);
  });

  it('ends with npm, which keeps a SIGTERM to itself', async () => {
    const demo = runDemo([], 'npm');
    await demo.page;
    demo.signalFirst('SIGTERM');
    await expect.poll(() => demo.processes(), { timeout: 60_000 }).toBe(0);
    expect(demo.printed().trim(), 'expected nothing but the address').toMatch(
      /^Open http:\S+ and play both sides\..*$/,
    );
  });

  it('names a console that dies, and goes on', async () => {
    const demo = runDemo();
    await demo.page;
    demo.kill('examples/console/server.ts');
    await expect
      .poll(demo.printed, { timeout: 60_000 })
      .toMatch(/^failed +The console at http:\S+ has ended \(SIGKILL\)\. Ctrl-C, and start the demo again\.$/m);
    expect(await demo.signal('SIGTERM'), demo.printed()).toBe(0);
    expect(demo.printed().match(/failed/g), 'expected the end of the others to be no news').toHaveLength(1);
  });
});

describe('the colours of the demo', () => {
  it('are used on a terminal only, and not when NO_COLOR is set', () => {
    expect(usesColour({ isTTY: true }, {})).toBe(true);
    expect(usesColour({ isTTY: true }, { NO_COLOR: '' })).toBe(true);
    expect(usesColour({ isTTY: true }, { NO_COLOR: '1' })).toBe(false);
    expect(usesColour({}, {})).toBe(false);
  });
});
