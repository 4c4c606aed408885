import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { usesColour } from '../../examples/demo/print.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

function npmRunDemo(args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<{ exitCode: unknown; output: string }> {
  return new Promise((resolve) => {
    const options = { cwd: repository, env: { ...process.env, ...env } };
    execFile('npm', ['run', '--silent', 'demo', '--', ...args], options, (error, output) => {
      resolve({ exitCode: error ? error.code : 0, output });
    });
  });
}

describe('npm run demo', () => {
  it('prints both sides of a whole conversation, without colour when not on a terminal, and exits 0', async () => {
    const { exitCode, output } = await npmRunDemo();
    const spoken = output.split('\n').filter((line) => /^(user|agent|passed|failed)/.test(line));
    expect(spoken).toEqual([
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
      'passed   Every message was answered, and both conversations are over.',
    ]);
    expect(output).toContain('POST /gptbots/<secret>/conversation/close -> 200 {"code":200,"message":"success"}');
    expect(output).not.toContain('\u001b');
    expect(exitCode).toBe(0);
  });

  it('exits non-zero and says so when no reply arrives in time', async () => {
    const { exitCode, output } = await npmRunDemo(['test/examples/silent-server.ts'], { DEMO_TIMEOUT_MS: '500' });
    expect(output).toMatch(/\nfailed +The visitor of .* was shown no further reply: nothing came within 500 ms\./);
    expect(exitCode).toBe(1);
  });

  it('exits non-zero and says so when the server does not start', async () => {
    const { exitCode, output } = await npmRunDemo(['examples/no-such-server.ts']);
    expect(output).toContain(
      '\nfailed   examples/no-such-server.ts ended with exit code 1 before it printed its address',
    );
    expect(exitCode).toBe(1);
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
