import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { describeInChromium } from './describe-in-chromium.ts';

const root = join(import.meta.dirname, '../..');

// A test of a page's own: a handoff in the page, without any server.
const program = `
import { createHumanWebhook, GptBotsHumanClient } from './src/index.ts';
import { checkWebhook, createPlatform, manualClock } from './src/testing/index.ts';

globalThis.play = async () => {
  const clock = manualClock();
  const platform = createPlatform({ secret: 'test', clock });
  const client = new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch });
  const webhook = createHumanWebhook({
    secret: 'test',
    logger: {},
    establish: ({ conversation_id }, ctx) => ctx.waitUntil(() => client.sendReply({ conversation_id, body: 'hello' })),
    chat() {},
    close() {},
  });
  platform.connect(webhook);
  const visitor = await platform.visitor();
  const reply = await visitor.nextReply();
  const said = await visitor.say('thanks');
  const { results } = await client.checkWebhooks();
  const listening = await platform.listen().catch((error) => error.kind + ': ' + error.message);
  const report = await checkWebhook(webhook, { secret: 'test' });
  await clock.advance(600_000);
  return { reply: reply.body, said, results: results.length, listening, ok: report.ok, ended: visitor.endReason };
};
`;

async function bundled(minify: boolean): Promise<string> {
  const stdin = { contents: program, resolveDir: root, loader: 'ts' } as const;
  const { outputFiles, warnings } = await build({
    stdin,
    bundle: true,
    write: false,
    minify,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
  });
  expect(warnings).toEqual([]);
  return outputFiles.map(({ text }) => text).join('');
}

it.each([false, true])(
  'the test kit bundles for a web page, without an import of Node (minified: %s)',
  async (minify) => {
    const code = await bundled(minify);
    expect(code).not.toMatch(/(?:import|require)\s*\(\s*["'`]node:/);
  },
);

describeInChromium('the test kit', (browser) => {
  it('plays a handoff in a web page, and says that nothing can listen there', async () => {
    const page = await browser().newPage();
    await page.addScriptTag({ content: await bundled(true) });
    // Set by the script.
    const seen = await page.evaluate(() => (globalThis as unknown as { play(): Promise<unknown> }).play());
    expect(seen).toEqual({
      reply: 'hello',
      said: { delivered: true, status: 200 },
      results: 1,
      listening: expect.stringMatching(/^input: platform\.listen\(\) needs Node, Bun or Deno/),
      ok: true,
      ended: 'TIMEOUT',
    });
    await page.close();
  });
});
