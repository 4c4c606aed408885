#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import { parseCommand } from './arguments.ts';
import { runDoctor } from './doctor/doctor.ts';
import { reportFailure } from './failure.ts';
import { helpOn } from './help.ts';
import { runSimulate } from './simulate/simulate.ts';

const args = process.argv.slice(2);
// The reader may close the pipe, as `| head` does.
process.stdout.on('error', () => process.exit());
process.stderr.on('error', () => process.exit());
process.on('uncaughtException', (error) => process.exit(reportFailure(error, args)));

process.exitCode = await run().catch((error: unknown) => reportFailure(error, args));
// A connection that is still open must not keep the process alive.
setTimeout(() => process.exit(), 1000).unref();

async function run(): Promise<number> {
  const command = parseCommand(args, process.env);
  if (command.name === 'doctor') return runDoctor(command.options);
  if (command.name === 'simulate') return runSimulate(command.options);
  console.log(command.name === 'help' ? helpOn(command.topic) : packageVersion());
  return 0;
}

function packageVersion(): string {
  // From dist/ it is one folder up, from src/cli/ two.
  const candidates = ['../package.json', '../../package.json'].map((path) => new URL(path, import.meta.url));
  const manifest = candidates.find((path) => existsSync(path));
  return manifest ? JSON.parse(readFileSync(manifest, 'utf8')).version : 'unknown';
}
