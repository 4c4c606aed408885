#!/usr/bin/env node
import { reportFailure } from './failure.ts';
import { run } from './run.ts';

const args = process.argv.slice(2);
// The reader may close the pipe, as `| head` does.
process.stdout.on('error', () => process.exit());
process.stderr.on('error', () => process.exit());
process.on('uncaughtException', (error) => process.exit(reportFailure(error, args)));

process.exitCode = await run(args);
// A connection that is still open must not keep the process alive.
setTimeout(() => process.exit(), 1000).unref();
