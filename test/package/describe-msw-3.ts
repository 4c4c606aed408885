import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { installedRuntime } from '../runtimes/installed-runtime.ts';
import { node22 } from '../runtimes/runtimes.ts';
import { type Consumer, installConsumer, isOurs } from './installed-consumer.ts';
import type { Packed } from './packed.ts';

const run = promisify(execFile);

/** The handlers for msw 3, which needs Node 22. The rest of the tests has msw 2. */
export function describeMsw3(packed: () => Packed): void {
  describe('with msw 3', () => {
    let consumer: Consumer;
    let node: string | undefined;

    beforeAll(async () => {
      const installed = await installedRuntime(node22.npm);
      if ('missing' in installed) return console.warn(installed.missing);
      node = installed.program;
      consumer = await installConsumer('module', packed().tarball, ['zod@4', 'msw@3.0.5']);
      return () => consumer.remove();
    });

    it('has no type errors, and its handlers bring replies to the visitor', async ({ skip }) => {
      if (!node) return skip();
      const complaints = await consumer.typeCheck({ module: 'node16', moduleResolution: 'node16' }, 'msw.ts');
      expect(complaints.filter(isOurs)).toEqual([]);
      expect(JSON.parse(await consumer.run('msw.js', node))).toEqual({
        replies: ['Hello', 'Bye'],
        failure: { kind: 'connection', delivery: 'unknown' },
      });
    });

    it('is loaded by CommonJS too', async ({ skip }) => {
      if (!node) return skip();
      const code = "console.log(typeof require('gptbots-human/testing/msw').platformHandlers)";
      const { stdout } = await run(node, ['--input-type=commonjs', '-e', code], { cwd: consumer.folder });
      expect(stdout.trim()).toBe('function');
    });
  });
}
