import { runCalls } from '../../run-calls.ts';
import { concurrency, openDesk } from '../open-desk.ts';
import { atOnce, establishAll, idOf, sendChat } from '../visitors.ts';

const sessions = Number(process.env.BENCH_SESSIONS);

// Elsewhere, for the compiler: whoever fills a large store has it warm by that.
const elsewhere = await openDesk({ port: 0 });
await establishAll(elsewhere.desk, 10_000);
await atOnce(concurrency, 40_000, (n) => sendChat(elsewhere.desk, idOf(n % 10_000), n));
await elsewhere.close();

const { desk } = await openDesk();
await establishAll(desk, sessions);

// Anywhere in the store, as users come: what the processor has at hand does not help.
runCalls(concurrency, (n) => sendChat(desk, idOf(Math.floor(Math.random() * sessions)), n));
