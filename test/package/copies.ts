import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Consumer } from './installed-consumer.ts';

/** All entry points of one copy of the installed package. */
export interface Copy {
  main: typeof import('gptbots-human');
  koa: typeof import('gptbots-human/koa');
  fastify: typeof import('gptbots-human/fastify');
  desk: typeof import('gptbots-human/desk');
  redis: typeof import('gptbots-human/redis');
  sqlite: typeof import('gptbots-human/sqlite');
}

/** Loads the package as ES modules and as CommonJS into this process, as an application with both kinds of code does. */
export async function loadCopies(consumer: Consumer): Promise<{ esm: Copy; cjs: Copy }> {
  const { exports } = JSON.parse(await readFile(join(consumer.package, 'package.json'), 'utf8'));
  const load = (entry: string) => import(pathToFileURL(join(consumer.package, exports[entry].import.default)).href);
  const require = createRequire(join(consumer.folder, 'app.cjs'));
  return {
    esm: await loadAll(load),
    cjs: await loadAll((entry) => require(entry.replace('.', 'gptbots-human'))),
  };
}

async function loadAll(load: (entry: string) => unknown): Promise<Copy> {
  const entries = {
    main: '.',
    koa: './koa',
    fastify: './fastify',
    desk: './desk',
    redis: './redis',
    sqlite: './sqlite',
  };
  const loaded = await Promise.all(
    Object.entries(entries).map(async ([name, entry]) => [name, await load(entry)] as const),
  );
  // Each under the name of its entry point.
  return Object.fromEntries(loaded) as unknown as Copy;
}
