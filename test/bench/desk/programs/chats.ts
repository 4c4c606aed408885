import { conversationId } from '../../fixtures.ts';
import { runCalls } from '../../run-calls.ts';
import { concurrency, openDesk } from '../open-desk.ts';
import { establishAll, sendChat } from '../visitors.ts';

const { desk } = await openDesk();
await establishAll(desk, 500, conversationId);

runCalls(concurrency, (n) => sendChat(desk, conversationId(n), n));
