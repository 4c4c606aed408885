import { GptBotsHumanClient } from 'gptbots-human';
import type { Desk } from 'gptbots-human/desk';
import { createPlatform } from 'gptbots-human/testing';
import { expect, it, onTestFinished } from 'vitest';
import { describeWithBetterSqlite3 } from '../helpers/describe-with-better-sqlite3.ts';
import { newPath, removeDatabase } from './support/databases.ts';

describeWithBetterSqlite3('examples/stores/sqlite.ts', () => {
  it('goes on after a deployment where it was: who waits, who has it, what was said, and who follows', async () => {
    const { openDesk } = await import('../../examples/stores/sqlite.ts');
    const platform = createPlatform({ secret: 'secret' });
    onTestFinished(() => platform.close());
    const client = new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch });
    const path = newPath();
    onTestFinished(() => removeDatabase(path));
    const open = () => openDesk(client, 'secret', path);
    let { desk, close } = open();
    onTestFinished(async () => void (await close()));
    platform.connect((request) => desk.webhook.fetch(request));

    const visitor = await platform.visitor({ user: { user_id: 'u' } });
    const { conversationId } = visitor;
    await visitor.say('my order is late');
    await desk.claim(conversationId, { id: 'ann' });
    await desk.link(conversationId, 'ticket');
    const { cursor } = await desk.sessions();
    const before = await desk.session(conversationId);
    await close();
    ({ desk, close } = open());

    expect(await desk.session(conversationId)).toEqual(before);
    expect((await desk.sessions()).sessions).toEqual([before]);
    expect(await desk.find('ticket')).toEqual(before);
    expect(await visitor.say('hello?')).toMatchObject({ delivered: true });
    expect(await desk.reply(conversationId, 'found it')).toMatchObject({ status: 'sent' });
    expect(await visitor.nextReply({ timeoutMs: 60_000 })).toMatchObject({ body: 'found it' });
    expect(await desk.close(conversationId)).toMatchObject({ closeReason: 'agent_closed', user: { userId: 'u' } });
    const said = (await desk.transcript(conversationId)).filter(({ from }) => from !== 'bot').map(({ text }) => text);
    expect(said.slice(-3)).toEqual(['my order is late', 'hello?', 'found it']);
    expect(await typesUntilClosed(desk, cursor), 'what happened since').toEqual([
      'message',
      'message',
      'settled',
      'connected',
      'closed',
    ]);
  });
});

async function typesUntilClosed(desk: Desk, after: string): Promise<string[]> {
  const types: string[] = [];
  for await (const { type } of desk.events({ after })) {
    types.push(type);
    if (type === 'closed') return types;
  }
  return types;
}
