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
}

/** Loads the package as ES modules and as CommonJS into this process, as an application with both kinds of code does. */
export async function loadCopies(consumer: Consumer): Promise<{ esm: Copy; cjs: Copy }> {
  const { exports } = JSON.parse(await readFile(join(consumer.package, 'package.json'), 'utf8'));
  const load = (entry: string) => import(pathToFileURL(join(consumer.package, exports[entry].import.default)).href);
  const require = createRequire(join(consumer.folder, 'app.cjs'));
  return {
    esm: { main: await load('.'), koa: await load('./koa'), fastify: await load('./fastify') },
    cjs: {
      main: require('gptbots-human'),
      koa: require('gptbots-human/koa'),
      fastify: require('gptbots-human/fastify'),
    },
  };
}
