import { type Connector, createBridge } from 'gptbots-human/bridge';
import { describe, expect, it } from 'vitest';
import { setUpBridge } from './support/scene.ts';

describe('createBridge', () => {
  it.each([
    ['no name', { name: '' }, 'name: expected text that is not empty'],
    ['a name that is too long', { name: 'n'.repeat(41) }, 'name: expected at most 40 characters'],
    ['a time limit of 0', { name: 'room', timeoutMs: 0 }, 'timeoutMs'],
    ['no function as onError', { name: 'room', onError: 'console' as never }, 'onError: expected a function'],
  ])('refuses %s, and says what is wrong', (_what, options, message) => {
    const { desk, connector } = setUpBridge();
    expect(() => createBridge(desk, connector, options)).toThrow(
      expect.objectContaining({ kind: 'input', message: expect.stringContaining(message) }),
    );
  });

  it.each(['open', 'post'] as const)('refuses a connector without %s, and says so', (name) => {
    const { desk, connector } = setUpBridge();
    const without = { ...connector, [name]: undefined } as unknown as Connector;
    expect(() => createBridge(desk, without, { name: 'room' })).toThrow(name);
  });

  it('refuses what is no desk', () => {
    const { connector } = setUpBridge();
    expect(() => createBridge({} as never, connector, { name: 'room' })).toThrow('desk');
  });

  it('calls listen once, and nothing else before the start', async () => {
    const heard: unknown[] = [];
    const { bridge, platform, calls } = setUpBridge({ connector: { listen: (given) => heard.push(given) } });
    await platform.visitor();
    expect(heard).toEqual([bridge]);
    expect(calls).toEqual([]);
  });

  it('does not start on a desk that was shut down', async () => {
    const { bridge, desk } = setUpBridge();
    await desk.shutdown();
    await expect(bridge.start()).rejects.toMatchObject({ kind: 'aborted' });
  });
});
