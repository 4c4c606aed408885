import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the programs are that tests compile. */
    programFolder: string;
  }
}

/** Makes the folder of compiled programs, and removes it after the run. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  // Inside the project, so that the programs find its packages.
  const cache = resolve(import.meta.dirname, '../../node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'gptbots-human-tests-'));
  project.provide('programFolder', folder);
  return () => rm(folder, { recursive: true, force: true });
}
