// A process of its own, which a test stops while its call is under way. Arguments: the server's address and the retry mode.
import { GptBotsHumanClient, isGptBotsHumanError } from '../../../src/index.ts';

const [, , baseUrl = '', retry] = process.argv;
const client = new GptBotsHumanClient({ apiKey: 'k', baseUrl, timeoutMs: 4_000, retry: retry as 'safe' });
const outcome = await client.sendReply({ conversation_id: 'c', body: 'x' }).then(
  () => 'sent',
  (error: unknown) => (isGptBotsHumanError(error) ? `${error.kind}, ${error.delivery}` : String(error)),
);
process.send?.(outcome);
process.disconnect();
