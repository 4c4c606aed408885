// A test of a user's own, with msw. Runs with msw 2 and 3.
import { createHumanWebhook, GptBotsHumanClient, isGptBotsHumanError } from 'gptbots-human';
import { createPlatform } from 'gptbots-human/testing';
import { platformHandlers } from 'gptbots-human/testing/msw';
import { setupServer } from 'msw/node';

const nothing = () => {};
const platform = createPlatform({ apiKey: 'key' });
platform.connect(createHumanWebhook({ secret: false, establish: nothing, chat: nothing, close: nothing }));
const server = setupServer(...platformHandlers(platform));
server.listen();
const client = new GptBotsHumanClient({ apiKey: 'key' });
const visitor = await platform.visitor();

const reply = (body: string) => client.sendReply({ conversation_id: visitor.conversationId, body });
await reply('Hello');
platform.faults.api('reset-after-accept');
const error: unknown = await reply('Bye').catch((thrown: unknown) => thrown);
const failure = isGptBotsHumanError(error) ? { kind: error.kind, delivery: error.delivery } : error;
console.log(JSON.stringify({ replies: visitor.replies.map(({ body }) => body), failure }));
server.close();
await platform.close();

export function misuse(): void {
  // @ts-expect-error: the declarations must not have become `any` on their way
  platformHandlers({});
}
