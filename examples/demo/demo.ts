// npm run demo: a visitor of the simulated GPTBots beside a desk, in the browser; --instances 3: beside three of one Redis.
// npm run demo -- --scripted: whole conversations without a browser, with the console and the Express example, or with a server.
import { parseArgs } from 'node:util';
import { printFailure } from './print.ts';
import { runScripted } from './scripted.ts';
import { runSideBySide } from './side-by-side.ts';

try {
  process.exitCode = await run();
} catch (error) {
  printFailure(error);
  process.exitCode = 1;
}

function run(): Promise<number> {
  const { values, positionals } = given();
  const [file, ...more] = positionals;
  if (more.length > 0) throw new Error(`One server at a time: ${more.join(' ')} is too many.`);
  if (values.scripted) {
    if (values.instances) throw new Error('--instances is for the demo in the browser, which --scripted is not.');
    return runScripted(file);
  }
  if (file) throw new Error(`To play a conversation with ${file}, say --scripted ${file}.`);
  const instances = Number(values.instances ?? 1);
  if (!Number.isInteger(instances) || instances < 1 || instances > 9)
    throw new Error('--instances takes a whole number from 1 to 9.');
  return runSideBySide(instances);
}

function given() {
  try {
    const options = { scripted: { type: 'boolean' }, instances: { type: 'string' } } as const;
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    // What comes behind is about positional arguments.
    const [what] = String(error instanceof Error ? error.message : error).split('. ');
    throw new Error(`${what}. There are --scripted [server] and --instances <number>.`);
  }
}
