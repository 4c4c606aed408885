#!/usr/bin/env node
import { run } from './run.ts';

// Whoever reads may stop reading, as `| head` does.
process.stdout.on('error', () => process.exit());

process.exitCode = await run(process.argv.slice(2));
// A connection that is still open shall not hold up the end.
setTimeout(() => process.exit(), 1000).unref();
