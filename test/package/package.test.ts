import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import Fastify from 'fastify';
import type { Desk } from 'gptbots-human/desk';
import Koa from 'koa';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { sendHttp } from '../helpers/http-client.ts';
import { payloadText } from '../helpers/payloads.ts';
import { serve } from '../helpers/serve.ts';
import { bundle, gzippedBytes } from './bundle.ts';
import { type Copy, loadCopies } from './copies.ts';
import { describeExports } from './describe-exports.ts';
import { describeJsdom } from './describe-jsdom.ts';
import { describeMsw3 } from './describe-msw-3.ts';
import { describeZod3 } from './describe-zod-3.ts';
import { type Consumer, installConsumer, isOurs } from './installed-consumer.ts';
import { type Packed, packPackage, root } from './packed.ts';

const run = promisify(execFile);

let packed: Packed;
let esModules: Consumer;
let commonJs: Consumer;

beforeAll(async () => {
  packed = await packPackage();
  const { zod } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).devDependencies;
  esModules = await installConsumer('module', packed.tarball, [`zod@${zod}`]);
  // The oldest that the package says it works with.
  commonJs = await installConsumer('commonjs', packed.tarball, ['zod@4.0.0']);
});

afterAll(async () => {
  for (const made of [packed, esModules, commonJs]) await made?.remove();
});

describe('the tarball', () => {
  it('holds what the package needs, and nothing else', async () => {
    const expected = ['.github/SECURITY.md', 'CHANGELOG.md', 'LICENSE', 'README.md', 'package.json'];
    expect(packed.files.filter((file) => !/^(dist|examples)\//.test(file)).sort()).toEqual(expected);
    // The guides, with the code and the pictures that they show. test/readme checks their links.
    const { stdout } = await run('git', ['ls-files', 'examples', ':!examples/demo'], { cwd: root });
    const guides = packed.files.filter((file) => file.startsWith('examples/'));
    expect(guides.sort()).toEqual(stdout.trim().split('\n').sort());
    const entries = [
      'index',
      'koa',
      'fastify',
      'desk',
      'postgres',
      'redis',
      'sqlite',
      'bridge',
      'chat-sdk',
      'chatwoot',
      'opentelemetry',
      'testing',
      'testing/msw',
      'testing/store',
      'testing/bridge',
    ];
    const files = entries.flatMap((name) => ['.js', '.cjs', '.d.ts', '.d.cts'].map((end) => `dist/${name}${end}`));
    expect(packed.files).toEqual(expect.arrayContaining(files));
    const others = packed.files.filter((file) => /^dist\/.*(?<!\.js|\.cjs|\.d\.ts|\.d\.cts)$/.test(file));
    expect(others, 'expected code and declarations in dist').toEqual([]);
  });

  it.each([
    ['index', ['ofetch', 'zod']],
    ['koa', ['zod']],
    ['fastify', ['zod']],
    ['desk', ['zod']],
    ['redis', ['zod']],
    ['sqlite', ['zod']],
    ['bridge', ['zod']],
    ['chat-sdk', ['zod']],
    ['chatwoot', ['zod']],
    ['opentelemetry', ['@opentelemetry/api', 'zod']],
    ['testing', ['zod']],
    ['testing/msw', ['msw', 'zod']],
  ])(
    'imports from %s nothing but %j: no node: module, no framework, no client of a database',
    async (entry, allowed) => {
      for (const end of ['.js', '.cjs']) {
        const foreign = await packagesBehind(join(esModules.package, 'dist', `${entry}${end}`));
        expect(allowed, `expected no other package behind ${entry}${end}`).toEqual(expect.arrayContaining(foreign));
      }
    },
  );

  it('brings a command line that runs, and that needs no more than Node and zod', async () => {
    const cli = join(esModules.package, 'dist/cli.js');
    const { stdout } = await run(process.execPath, [cli, '--version']);
    expect(stdout.trim()).toBe(packageJson.version);
    expect((await packagesBehind(cli)).filter((name) => !name.startsWith('node:'))).toEqual(['zod']);
    expect(packageJson.bin).toEqual({ 'gptbots-human': './dist/cli.js' });
  });

  it('imports the packages that this test is to see', async () => {
    expect(await packagesBehind(join(esModules.package, 'dist/index.js'))).toEqual(['ofetch', 'zod']);
    expect(await packagesBehind(join(esModules.package, 'dist/index.cjs'))).toEqual(['ofetch', 'zod']);
  });

  it('has no complaint from publint', async () => {
    const { messages } = await publint({ pkgDir: esModules.package, level: 'suggestion', strict: true, pack: false });
    expect(messages).toEqual([]);
  });

  it('has types that are right for every entry point, says are-the-types-wrong', async () => {
    const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    const args = [attw, packed.tarball, '--profile', 'strict', '--format', 'json'];
    // It exits with an error when it finds a problem, and reports it all the same.
    const { stdout } = await run(process.execPath, args).catch((failed) => failed);
    const { analysis } = JSON.parse(stdout);
    expect(Object.keys(analysis.entrypoints)).toEqual([
      '.',
      './koa',
      './fastify',
      './desk',
      './postgres',
      './redis',
      './sqlite',
      './bridge',
      './chat-sdk',
      './chatwoot',
      './opentelemetry',
      './testing',
      './testing/store',
      './testing/bridge',
      './testing/msw',
      './package.json',
    ]);
    expect(analysis.problems).toEqual([]);
  });
});

describe.each([
  ['ES modules', () => esModules],
  ['CommonJS', () => commonJs],
] as const)('a consumer of %s', (_type, consumer) => {
  it('has no type errors with moduleResolution node16, and runs', async () => {
    const complaints = await consumer().typeCheck({ module: 'node16', moduleResolution: 'node16' });
    expect(complaints.filter(isOurs)).toEqual([]);
    expect(JSON.parse(await consumer().run())).toEqual({
      statuses: { handle: 200, node: 200, express: 200, koa: 200, fastify: 200, hono: 200 },
      greeted: ['c'],
      texts: [],
      kind: 'input',
      visits: { status: 'closed', delivered: true, handlers: 1, check: false },
      sessions: { state: 'closed', replies: ['One minute.', 'Hello'], events: 'opened', kinds: ['closed', 'input'] },
    });
  });

  it('has no type errors with moduleResolution bundler', async () => {
    const complaints = await consumer().typeCheck({ module: 'esnext', moduleResolution: 'bundler', noEmit: true });
    expect(complaints.filter(isOurs)).toEqual([]);
  });
});

it('has types for whoever resolves them as Node 10 did, which does not see `exports`', async () => {
  const entries = Object.keys(packageJson.exports).filter((entry) => entry !== './package.json');
  const lines = entries.map((entry, index) => `export * as m${index} from '${entry.replace('.', 'gptbots-human')}';`);
  await writeFile(join(commonJs.folder, 'entries.ts'), lines.join('\n'));
  const options = { module: 'commonjs', moduleResolution: 'node10' };
  expect((await commonJs.typeCheck(options, 'entries.ts')).filter(isOurs)).toEqual([]);
  expect((await commonJs.typeCheck({ ...options, noEmit: true })).filter(isOurs)).toEqual([]);
  // What was compiled finds each entry point by `exports`, as Node does.
  await commonJs.run('entries.js');
});

describeExports(() => esModules);
describeZod3(() => esModules);
describeMsw3(() => packed);
describeJsdom(() => esModules);

describe('the ESM and the CJS copy in one process', () => {
  let copies: { esm: Copy; cjs: Copy };

  beforeAll(async () => {
    copies = await loadCopies(esModules);
    expect(copies.esm.main.GptBotsHumanError, 'expected two copies').not.toBe(copies.cjs.main.GptBotsHumanError);
  });

  describe.each([
    ['ESM', 'CJS', () => [copies.esm, copies.cjs]],
    ['CJS', 'ESM', () => [copies.cjs, copies.esm]],
    ['ESM', 'ESM', () => [copies.esm, copies.esm]],
    ['CJS', 'CJS', () => [copies.cjs, copies.cjs]],
  ] as [string, string, () => [Copy, Copy]][])('made by %s, used by %s', (_made, _used, both) => {
    it('recognises the errors of each entry point', async () => {
      const [made, used] = both();
      const throwers = [
        () => new made.main.GptBotsHumanClient({ apiKey: 'key', timeoutMs: -1 }),
        // Neither is a webhook, which is what these complain about.
        () => made.koa.toKoa({} as never),
        () => made.fastify.toFastify({} as never),
        () => made.desk.memoryStore({ retentionMs: -1 }),
        () => made.redis.redisStore({} as never),
        () => made.sqlite.sqliteStore({} as never),
        () => emptyDesk(made).reply('unknown', 'hello'),
      ];
      for (const thrower of throwers) {
        const error = await thrownBy(thrower);
        expect(used.main.isGptBotsHumanError(error), `expected ${error} to be recognised`).toBe(true);
        expect(error instanceof used.main.GptBotsHumanError, `expected ${error} to be an instance`).toBe(true);
        expect(error instanceof Error).toBe(true);
      }
      expect(new Error('foreign') instanceof used.main.GptBotsHumanError).toBe(false);
    });

    it('mounts the webhook in Koa and Fastify', async () => {
      const [made, used] = both();
      const webhook = made.main.createHumanWebhook({ secret: false, establish() {}, chat() {}, close() {} });
      const koa = new Koa().use(used.koa.toKoa(webhook));
      expect((await sendHttp(await serve(koa.callback()), { path: '/chat', body: payloadText('chat') })).status).toBe(
        200,
      );
      const fastify = Fastify();
      fastify.register(used.fastify.toFastify(webhook), { prefix: '/gptbots' });
      const answer = await fastify.inject({ method: 'POST', url: '/gptbots/chat', payload: payloadText('chat') });
      await fastify.close();
      expect(answer.statusCode).toBe(200);
    });

    it('works with the client of the main entry, and understands decline() in accept', async () => {
      const [made, used] = both();
      const fetch = async () => Response.json({ code: 0 });
      const client = new made.main.GptBotsHumanClient({ apiKey: 'key', fetch });
      const accept = ({ bot_id }: { bot_id: string }) => (bot_id === 'closed' ? made.main.decline('no') : true);
      const desk = used.desk.createDesk({ client, secret: false, accept });
      const establish = (bot_id: string) => {
        const body = payloadText('establish', { conversation_id: bot_id, bot_id });
        return desk.webhook.handle({ method: 'POST', url: '/conversation/establish', headers: {}, body });
      };
      expect((await establish('closed')).status).toBe(503);
      expect((await establish('open')).status).toBe(200);
      expect(await desk.reply('open', 'hello')).toMatchObject({ status: 'sent' });
      await desk.shutdown();
    });

    it('understands decline()', async () => {
      const [made, used] = both();
      const establish = () => made.main.decline('closed today');
      const webhook = used.main.createHumanWebhook({ secret: false, establish, chat() {}, close() {} });
      const body = payloadText('establish');
      const reply = await webhook.handle({ method: 'POST', url: '/conversation/establish', headers: {}, body });
      expect(reply.status).toBe(503);
      expect(JSON.parse(reply.body)).toEqual({ code: 503, message: 'closed today' });
    });
  });
});

describe('in a bundle', () => {
  // What they weigh today, rounded up, so that growth is noticed. `npm run bench` holds them against the aim, 10,000 and
  // 5,000 bytes.
  it.each([
    ['the main entry', "export * from 'gptbots-human'", 20_700],
    ['the client alone', "export { GptBotsHumanClient } from 'gptbots-human'", 10_100],
    ['the desk, its webhook included', "export * from 'gptbots-human/desk'", 37_500],
    ['the Redis store', "export * from 'gptbots-human/redis'", 17_900],
    ['the Postgres store', "export * from 'gptbots-human/postgres'", 20_750],
    ['the SQLite store', "export * from 'gptbots-human/sqlite'", 16_900],
    ['a bridge', "export * from 'gptbots-human/bridge'", 6_200],
    ['the Chat SDK connector', "export * from 'gptbots-human/chat-sdk'", 8_100],
    ['the Chatwoot connector', "export * from 'gptbots-human/chatwoot'", 16_650],
    ['telemetry', "export * from 'gptbots-human/opentelemetry'", 3_450],
  ])('%s takes no more than its limit, minified and gzipped, without zod and ofetch', async (what, code, limit) => {
    const bytes = gzippedBytes(await bundle(esModules.folder, code));
    console.info(`${what}: ${bytes} bytes of ${limit}`);
    expect(bytes, 'expected our own code to stay within its limit').toBeLessThanOrEqual(limit);
    expect(bytes, 'expected this test to see the code').toBeGreaterThan(limit / 4);
  });

  it('the schemas come without the client and the webhook', async () => {
    const all = await bundle(esModules.folder, "export * from 'gptbots-human'");
    const schemas = await bundle(esModules.folder, "export { EstablishRequestSchema } from 'gptbots-human'");
    for (const trace of ['/v1/human/', 'GPTBOTS_API_KEY', 'ofetch', 'maxBodyBytes']) {
      expect(all, 'expected this test to look for the right thing').toContain(trace);
      expect(schemas, `expected no ${trace} beside the schemas`).not.toContain(trace);
    }
    expect(schemas).toContain('anonymous_id');
  });

  it('an import that uses nothing leaves nothing behind', async () => {
    expect((await bundle(esModules.folder, "import 'gptbots-human'")).trim()).toBe('');
  });
});

/** The packages that are loaded with a file, or with what it loads. What is imported while running is not among them. */
async function packagesBehind(entry: string): Promise<string[]> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = async (file: string): Promise<void> => {
    if (seen.has(file)) return;
    seen.add(file);
    const code = await readFile(file, 'utf8');
    for (const [, , name = ''] of code.matchAll(
      /^(?:(?:import|export|})[^'"\n]*|[^\n>]*\brequire\()(['"])([^'"\n]+)\1/gm,
    )) {
      if (name.startsWith('.')) await visit(join(dirname(file), name));
      else packages.add(name);
    }
  };
  await visit(entry);
  return [...packages].sort();
}

function emptyDesk({ main, desk }: Copy): Desk {
  return desk.createDesk({ client: new main.GptBotsHumanClient({ apiKey: 'key' }), secret: false });
}

async function thrownBy(action: () => unknown): Promise<unknown> {
  try {
    return await action();
  } catch (error) {
    return error;
  }
}
