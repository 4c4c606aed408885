import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { compile } from '../../helpers/compile.ts';

/** What an instance is built of: today's code, or that of a version to come, which reads the next layout or writes it too. */
export type Build = 'today' | 'reads the next layout' | 'writes the next layout';

const folders = new Map<Build, Promise<string>>();

/** Where the programs of a build are. */
export function folderOf(build: Build): Promise<string> {
  const known = folders.get(build);
  if (known) return known;
  const programs = ['test/chaos/instance.ts', 'test/chaos/wrong-time.ts'];
  const define = { WRITES_NEXT: `${build === 'writes the next layout'}` };
  const folder = compile(programs, build === 'today' ? {} : { define, plugins: [nextLayout] });
  folders.set(build, folder);
  return folder;
}

const nextLayout: Plugin = {
  name: 'next layout',
  setup(build) {
    const path = resolve(import.meta.dirname, 'next-layout.ts');
    build.onResolve({ filter: /\/layout\.ts$/ }, ({ importer }) => (importer === path ? undefined : { path }));
  },
};
