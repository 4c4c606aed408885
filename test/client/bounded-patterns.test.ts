import { createHumanWebhook } from 'gptbots-human';
import { describe, expect, it } from 'vitest';
import { transportStage } from '../../src/client/transport-failure.ts';

// What a pattern with a nested or overlapping repetition would need minutes for.
const size = 1_000_000;
const hostile = {
  'words of a stage': '(Connect)'.repeat(size / 9),
  'the start of a code': `ERR_SSL${'x'.repeat(size)}`,
  'word characters': 'x'.repeat(size),
  'line breaks': '\n'.repeat(size),
  spaces: ' '.repeat(size),
};

describe.each(Object.entries(hostile))('a pattern that reads foreign text stays linear: %s', (_name, text) => {
  it('in an error of the transport', () => {
    for (const code of [undefined, text])
      expect(transportStage(Object.assign(new Error(text), { code }))).toBeDefined();
  });

  it('in the stack of an error that a handler throws', async () => {
    const logged: unknown[] = [];
    const webhook = createHumanWebhook({
      secret: false,
      logger: { error: (_message, fields) => logged.push(fields) },
      establish: () => {},
      close: () => {},
      chat: () => {
        throw Object.assign(new Error('x'), { stack: `Error: x\n${text}\n    at handler (file.js:1:1)` });
      },
    });
    const body = { conversation_id: 'c', timestamp: 1, body: 'hello' };
    await webhook.handle({ method: 'POST', url: '/chat', headers: {}, body });
    expect(logged).toHaveLength(1);
  });
});
