import { type Connector, ThreadGone } from 'gptbots-human/bridge';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { discordChannel, discordRoom } from './support/discord-room.ts';
import { type DiscordMessage, discordMentions, discordText, textChannel } from './support/discord-stand-in.ts';
import { heardBridge, messageOf, waitingSession } from './support/heard-bridge.ts';

async function openRoom() {
  const { connector, discord, room, close } = await discordRoom();
  onTestFinished(close);
  const bridge = heardBridge();
  connector.listen?.(bridge);
  const made = connector as Required<Connector>;
  const ref = await made.open(waitingSession(), [messageOf('a human please')]);
  const [root] = discord.messages;
  if (!root) throw new Error('a handoff is posted');
  const thread = root.id;
  const shown = () => discord.messages.filter((one) => one.channel_id === thread);
  const heard = (count: number) =>
    vi.waitFor(() => {
      expect(bridge.heardWords).toHaveLength(count);
      return bridge.heardWords;
    }, 60_000);
  return { connector: made, discord, room, bridge, ref, root, thread, shown, heard };
}

const last = (messages: DiscordMessage[]) => messages.at(-1) as DiscordMessage;

describe('a handoff in Discord', () => {
  it('is one post in the channel, with a thread below it', async () => {
    const { discord, ref, root, thread } = await openRoom();
    expect(root.channel_id).toBe(textChannel);
    expect(discordText(root)).toContain('Grace: a human please');
    expect([...discord.threads]).toEqual([thread]);
    expect(discord.titles.get(thread)).toBe('Grace');
    expect(ref).toBe(`${discordChannel}:${thread}`);
    expect(root.components[0]?.components.map(({ label }) => label)).toEqual(['Take', 'Close']);
  });

  it('counts down until when somebody has to answer', async () => {
    const { connector, discord } = await openRoom();
    await connector.open(waitingSession({ conversationId: 'c2', deadlineAt: 1_767_323_045_678 }), []);
    expect(discordText(last(discord.messages))).toContain('Until <t:1767323045:T> (<t:1767323045:R>) somebody');
  });

  it('is not posted again when the thread cannot be made at once', async () => {
    const { connector, discord } = await openRoom();
    const session = waitingSession({ conversationId: 'c2' });
    discord.failing.refuseAfter(1);
    await expect(connector.open(session, [])).rejects.toMatchObject({ status: 500 });
    discord.failing.heal();
    const ref = await connector.open(session, []);
    expect(discord.messages).toHaveLength(2);
    expect(ref).toBe(`${discordChannel}:${last(discord.messages).id}`);
  });

  it('shows what a visitor writes whole, and mentions nobody', async () => {
    const { connector, ref, shown } = await openRoom();
    const text = `@everyone <@910000000000000001> <@&910000000000000002> @910000000000000003 ${'word '.repeat(2_000)}end`;
    await connector.post(ref, messageOf(text), waitingSession());
    expect(shown().map(discordText).join('')).toBe(`Grace: ${text}`);
    expect(shown().flatMap(discordMentions)).toEqual([]);
    for (const { content } of shown()) expect(content).not.toMatch(/\.\.\.$/);
  });
});

describe('what agents do in Discord', () => {
  it('is heard in the thread, and not in the channel', async () => {
    const { discord, ref, thread, heard } = await openRoom();
    await discord.write(textChannel, 'Ann', 'not here');
    const { id, author } = await discord.write(thread, 'Ann', 'It is **here**');
    expect(await heard(1)).toEqual([{ ref, id, text: 'It is here', agent: { id: author.id, name: 'Ann' } }]);
  });

  it('may hold files, as links that everybody can open, and mentions, as names', async () => {
    const { discord, thread, shown, heard } = await openRoom();
    const url = 'https://cdn.discordapp.com/attachments/1/2/a.png?ex=1';
    const attachments = [{ id: '1', filename: 'a.png', url, size: 1, content_type: 'image/png' }];
    const bob = discord.user('Bob');
    await discord.write(thread, 'Ann', `see <@${bob.id}>`, { attachments, mentions: [bob] });
    await discord.write(thread, 'Ann', '', { attachments });
    expect((await heard(2)).map(({ text }) => text)).toEqual([`see @Bob\n${url}`, url]);
    expect(shown().filter(({ author }) => author.bot)).toEqual([]);
  });

  it('takes and closes with the buttons of the post, which stands in the channel', async () => {
    const { discord, bridge, ref, root } = await openRoom();
    await discord.press(root, 'Take', 'Ann');
    await discord.press(root, 'Close', 'Ben');
    await vi.waitFor(() => expect(bridge.done).toEqual([`taken ${ref} Ann`, `closed ${ref} Ben`]), 60_000);
  });

  it('gets a tick, and Send again finds the message', async () => {
    const { connector, discord, ref, thread, shown, heard } = await openRoom();
    const message = await discord.write(thread, 'Ann', 'hello');
    const [{ id, text, agent } = { id: '', text: '', agent: { id: '' } }] = await heard(1);
    await connector.outcome(ref, { id, text, agent, status: 'failed' });
    await discord.press(last(shown()), 'Send again', 'Ann');
    const [first, second] = await heard(2);
    expect(second).toEqual(first);
    await connector.outcome(ref, { id, text, agent, status: 'sent' });
    expect([...message.reactions]).toEqual(['✅']);
  });

  it('is found by `missed`, without the first message of the thread', async () => {
    const { connector, discord, ref, thread } = await openRoom();
    for (const text of ['one', 'two']) await discord.write(thread, 'Ann', text, {}, false);
    expect((await connector.missed(ref, waitingSession())).map(({ text }) => text)).toEqual(['one', 'two']);
  });
});

describe('what fails in Discord', () => {
  it('keeps its own pause', async () => {
    const { connector, discord, ref } = await openRoom();
    discord.failing.fail({ kind: 'limited', retryAfterMs: 1_234 });
    const limited = connector.post(ref, messageOf('hello'), waitingSession());
    await expect(limited).rejects.toMatchObject({ retryAfterMs: 1_234, status: 429 });
  });

  it('says with the code of Discord that a channel is not there', async () => {
    const { connector, close } = await discordRoom({ channelFor: () => `${discordChannel}9` });
    onTestFinished(close);
    const opening = connector.open(waitingSession(), []);
    await expect(opening).rejects.toMatchObject({ name: 'AdapterFailure', code: '10003' });
  });

  it('throws ThreadGone for a thread that was deleted', async () => {
    const { connector, discord, ref, thread } = await openRoom();
    discord.remove(thread);
    await expect(connector.post(ref, messageOf('hello'), waitingSession())).rejects.toBeInstanceOf(ThreadGone);
    await expect(connector.missed(ref, waitingSession())).rejects.toBeInstanceOf(ThreadGone);
  });
});
