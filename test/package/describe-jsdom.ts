import { build } from 'esbuild';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import type { Consumer } from './installed-consumer.ts';

// What jsdom did not have in every version that Jest runs on.
const missing = ['TextEncoder', 'TextDecoder', 'fetch', 'Request', 'Response', 'Headers', 'ReadableStream'];

/** The package in a test of a web page: only what jsdom brings is there, and nothing of Node. */
export function describeJsdom(consumer: () => Consumer): void {
  describe('in jsdom', () => {
    it.each(['', '/koa', '/fastify', '/desk', '/redis', '/sqlite'])(
      'gptbots-human%s can be imported',
      async (entry) => {
        const page = await load(consumer().folder, `export * from 'gptbots-human${entry}'`);
        expect(Object.keys(page)).not.toEqual([]);
      },
    );

    it('the schemas check a request', async () => {
      const { parse } = await load(
        consumer().folder,
        "import { ChatRequestSchema } from 'gptbots-human'; export const parse = (value) => ChatRequestSchema.parse(value)",
      );
      const request = { conversation_id: 'c', timestamp: '1742265090895', body: 'hello' };
      expect(parse?.(request)).toMatchObject({ timestamp: 1742265090895 });
    });
  });
}

/** Bundles code in an application's folder, and runs it in a page; returns what it exports. */
async function load(folder: string, contents: string): Promise<Record<string, (value: unknown) => unknown>> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'exported',
    platform: 'browser',
  });
  const { window } = new JSDOM('', { runScripts: 'outside-only', url: 'http://localhost/' });
  for (const name of missing) delete window[name];
  // The module's namespace; the tests call only what they export themselves.
  return window.eval(`${outputFiles[0]?.text}; exported`) as Record<string, (value: unknown) => unknown>;
}
