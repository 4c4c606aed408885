import { runCalls } from '../run-calls.ts';
import { concurrency } from './concurrency.ts';
import { sendWithFetch } from './send-with-fetch.ts';

runCalls(concurrency, (n) => sendWithFetch(n, { signal: AbortSignal.timeout(15_000) }));
