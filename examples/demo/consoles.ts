import { type ServerProcess, startServer } from './server-process.ts';

/** Starts several of the console. */
export async function startConsoles(
  instances: number,
  env: Record<string, string>,
  onLine: (line: string) => void,
  ending: (() => Promise<unknown>)[],
): Promise<ServerProcess[]> {
  const starting = Array.from({ length: instances }, () => startServer('examples/console/server.ts', env, onLine));
  // When one does not start, the others have to end all the same.
  ending.push(async () => {
    for (const started of await Promise.allSettled(starting)) {
      if (started.status === 'fulfilled') await started.value.stop();
    }
  });
  return Promise.all(starting);
}
