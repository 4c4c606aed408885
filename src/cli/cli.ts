#!/usr/bin/env node
import { reportFailure, run } from './run.ts';

const args = process.argv.slice(2);
// Whoever reads may stop reading, as `| head` does.
process.stdout.on('error', () => process.exit());
process.stderr.on('error', () => process.exit());
process.on('uncaughtException', (error) => process.exit(reportFailure(error, args)));

process.exitCode = await run(args);
// A connection that is still open shall not hold up the end.
setTimeout(() => process.exit(), 1000).unref();
