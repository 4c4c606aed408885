import { type Connector, ThreadGone } from 'gptbots-human/bridge';
import { type ChatSdkOptions, chatSdkConnector } from 'gptbots-human/chat-sdk';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Rooms } from '../../../src/bridges/chat-sdk/rooms.ts';
import { GptBotsHumanError } from '../../../src/internal/error.ts';
import { closedSession, heardBridge, messageOf, waitingSession } from './support/heard-bridge.ts';
import { slackChannel, slackRoom } from './support/slack-room.ts';
import { buttonsOf, type SlackMessage, slackMentions, slackText } from './support/slack-stand-in.ts';

const ann = 'U0ANN';
const reply = { id: '1.1', text: 'hello', agent: { id: ann } };

async function openRoom(options: Partial<ChatSdkOptions> = {}) {
  const { connector, slack, chat, room, close } = await slackRoom(options);
  onTestFinished(close);
  slack.users.set(ann, 'Ann');
  const bridge = heardBridge();
  connector.listen?.(bridge);
  const made = connector as Required<Connector>;
  const ref = await made.open(waitingSession(), []);
  const [root] = slack.messages;
  if (!root) throw new Error('a handoff is posted');
  const write = (text: string, more: object = {}) =>
    slack.write({ channel: slackChannel, thread_ts: root.ts, user: ann, text, ...more });
  const shown = () => slack.thread(slackChannel, root.ts).slice(1);
  const heard = (count: number) =>
    vi.waitFor(() => {
      expect(bridge.heardWords).toHaveLength(count);
      return bridge.heardWords;
    }, 60_000);
  return { connector: made, slack, chat, room, bridge, ref, root, write, shown, heard };
}

const last = (messages: SlackMessage[]) => messages.at(-1) as SlackMessage;

describe('a handoff in Slack', () => {
  it('is one post with who, where, labels, the last lines, until when, and two buttons', async () => {
    const { connector, slack } = await openRoom();
    const session = waitingSession({
      conversationId: 'c2',
      user: { name: 'Grace <!here> @Ann' },
      channel: { type: 'WIDGET' },
      labels: ['billing', 'de'],
      deadlineAt: Date.UTC(2026, 0, 2, 3, 4, 5),
    });
    const before = slack.messages.length;
    await connector.open(session, [
      messageOf('where is it'),
      messageOf('', { from: 'bot' }),
      messageOf('a human', { from: 'bot' }),
    ]);
    expect(slack.messages).toHaveLength(before + 1);
    const post = last(slack.messages);
    expect(slackText(post).split('\n')).toEqual([
      'New conversation',
      'From: Grace <!here> @Ann',
      'Channel: WIDGET',
      'Labels: billing, de',
      'Until 03:04:05 UTC somebody has to answer, else GPTBots ends the conversation.',
      'Before the handoff:',
      'Grace <!here> @Ann: where is it',
      'Bot: a human',
      expect.stringContaining('!take'),
    ]);
    expect(JSON.stringify(post.blocks)).toContain('<!date^1767323045^{time_secs}|03:04:05 UTC>');
    expect(buttonsOf(post).map(({ text }) => text?.text)).toEqual(['Take', 'Close']);
    expect(slackMentions(post)).toEqual([]);
  });

  it('shows the last lines, and all of them in the thread, when they are too many for a post', async () => {
    const { connector, slack } = await openRoom();
    const transcript = Array.from({ length: 60 }, (_, index) => messageOf(`line ${index} ${'x'.repeat(100)}`));
    await connector.open(waitingSession({ conversationId: 'c2' }), transcript);
    const post = slack.messages.findLast(({ thread_ts }) => !thread_ts) as SlackMessage;
    expect(slackText(post)).toContain('line 59 ');
    expect(slackText(post)).not.toContain('line 0 ');
    const thread = slack.thread(slackChannel, post.ts).slice(1).map(slackText).join('\n');
    expect(thread.match(/line \d+/g)).toEqual(transcript.map((_, index) => `line ${index}`));
  });

  it('is not posted again when what comes after the post fails', async () => {
    const { connector, slack } = await openRoom();
    const long = [messageOf('x'.repeat(9_000))];
    const session = waitingSession({ conversationId: 'c2' });
    const posts = () => slack.messages.filter(({ thread_ts }) => !thread_ts).length;
    const before = posts();
    // The thread is there, and its second message is refused.
    slack.failing.refuseAfter(2);
    await expect(connector.open(session, long)).rejects.toThrow('internal_error');
    slack.failing.heal();
    await connector.open(session, long);
    expect(posts()).toBe(before + 1);
  });

  it('shows in the thread what came between two attempts', async () => {
    const { connector, slack } = await openRoom();
    const session = waitingSession({ conversationId: 'c2' });
    const [first, second] = [messageOf('the first line'), messageOf('the second line')];
    const post = slack.messages.length;
    // Its state is out of order.
    const subscribing = vi.spyOn(Rooms.prototype, 'subscribe').mockRejectedValueOnce(new Error('no state'));
    await expect(connector.open(session, [first])).rejects.toThrow('no state');
    expect(subscribing).toHaveBeenCalledOnce();
    await connector.open(session, [first, second]);
    expect(slack.messages.slice(post).map(slackText)).toEqual([
      expect.stringContaining('the first line'),
      'Grace: the second line',
    ]);
  });

  it('is posted anew for the same conversation, once it was complete', async () => {
    const { connector, slack, ref } = await openRoom();
    expect(await connector.open(waitingSession(), [])).not.toBe(ref);
    expect(slack.messages).toHaveLength(2);
  });

  it('is subscribed though nothing came from Slack before: the connector initializes the Chat', async () => {
    const { connector, slack, close } = await slackRoom();
    onTestFinished(close);
    slack.receive = async () => new Response();
    await connector.open(waitingSession(), []);
    expect(slack.messages).toHaveLength(1);
    expect(slack.calls[0]).toBe('auth.test');
  });

  it('says so when it goes on in another thread', async () => {
    const { connector, slack } = await openRoom();
    await connector.open(waitingSession({ ref: 'slack:C0SUPPORT:1.1' }), [messageOf('before')]);
    expect(slackText(last(slack.messages))).toMatch(/^The thread of this conversation was deleted/);
  });

  it('goes where channelFor says, in the words of `texts`', async () => {
    const { slack, bridge, write } = await openRoom({
      channelFor: ({ labels }) => (labels.length > 0 ? 'slack:C0OTHER' : undefined),
      texts: { newConversation: 'Neu', take: 'Übernehmen' },
    });
    expect(slackText(last(slack.messages))).toMatch(/^Neu/);
    expect(buttonsOf(last(slack.messages))[0]?.text?.text).toBe('Übernehmen');
    await write('hallo');
    await vi.waitFor(() => expect(bridge.heardWords).toHaveLength(1), 60_000);
  });
});

describe('what agents write in Slack', () => {
  it('is heard with the id of its message, and its author', async () => {
    const { ref, write, heard } = await openRoom();
    const { ts } = await write('It is *here*');
    expect(await heard(1)).toEqual([{ ref, id: ts, text: 'It is here', agent: { id: ann, name: 'Ann' } }]);
  });

  it('is heard in the order in which it was written, however long the adapter takes to read it', async () => {
    const { slack, write, heard } = await openRoom();
    await write('known by now');
    await heard(1);
    let know = () => {};
    slack.usersAreKnown = new Promise((resolve) => {
      know = resolve;
    });
    await write('from somebody new', { user: 'U0NEW' });
    await write('two');
    await write('!close');
    // Long enough for one that is not kept back.
    await new Promise((resolve) => setTimeout(resolve, 100));
    know();
    const texts = (await heard(3)).map(({ text }) => text);
    expect(texts).toEqual(['known by now', 'from somebody new', 'two']);
  });

  it('is not heard when it is a note, edited, deleted, a bot’s, our own, or in another channel', async () => {
    const { slack, chat, bridge, root, write, heard } = await openRoom();
    await chat.thread(`slack:C0OTHER:${root.ts}`).subscribe();
    await write('// between us');
    await write('beep', { bot_id: 'B0OTHER', user: 'U0BOT2' });
    const message = await write('first');
    const where = { channel: slackChannel, channel_type: 'channel', event_ts: '9.9', ts: '9.9' };
    const { reactions: _, ...old } = message;
    const edited = { ...old, type: 'message', text: 'changed', edited: { user: ann, ts: '9.9' } };
    await slack.sendEvent({
      type: 'message',
      subtype: 'message_changed',
      ...where,
      message: edited,
      previous_message: old,
    });
    await slack.sendEvent({
      type: 'message',
      subtype: 'message_deleted',
      ...where,
      deleted_ts: message.ts,
      previous_message: old,
    });
    await slack.write({ channel: 'C0OTHER', thread_ts: root.ts, user: ann, text: 'elsewhere' });
    await slack.write({ channel: slackChannel, user: ann, text: 'outside the thread' });
    await write('second');
    expect((await heard(2)).map(({ text }) => text)).toEqual(['first', 'second']);
    expect(bridge.done).toEqual([]);
  });

  it('is told not to hold files, and its text is heard', async () => {
    const { slack, root, shown, heard } = await openRoom();
    const message = await slack.write({ channel: slackChannel, thread_ts: root.ts, user: ann, text: 'see' }, false);
    const files = [
      { id: 'F1', name: 'a.pdf', mimetype: 'application/pdf', url_private: 'https://files.slack.com/a.pdf' },
    ];
    await slack.tell(message, { subtype: 'file_share', files });
    expect((await heard(1))[0]?.text).toBe('see');
    await vi.waitFor(() => expect(slackText(last(shown()))).toContain('the customer can only read text'), 60_000);
    expect(slackText(last(shown()))).not.toContain('files.slack.com');
  });

  it.each(['!take', '/take'])('takes with %s, and the thread says so', async (word) => {
    const { bridge, ref, write, shown } = await openRoom();
    await write(word);
    await vi.waitFor(() => expect(slackText(last(shown()))).toBe('Ann has taken the conversation.'), 60_000);
    expect(bridge.done).toEqual([`taken ${ref} Ann`]);
    expect(bridge.heardWords).toEqual([]);
  });

  it('closes with !close and with the button, after what is still being read', async () => {
    const { slack, bridge, ref, root, write } = await openRoom();
    await write('!close');
    await vi.waitFor(() => expect(bridge.done).toEqual([`closed ${ref} Ann`]), 60_000);
    // Slack did not tell of it yet.
    await slack.write({ channel: slackChannel, thread_ts: root.ts, user: ann, text: 'one more thing' }, false);
    await slack.press(root, 'gptbots_close', ann);
    await vi.waitFor(() => expect(bridge.done).toHaveLength(2), 60_000);
    expect(bridge.heardWords.map(({ text }) => text)).toEqual(['one more thing']);
  });

  it('closes nothing with a button in another channel, which is that of another bridge', async () => {
    const { slack, bridge, root } = await openRoom();
    slack.messages.push({ ...root, channel: 'C0OTHER' });
    await slack.press({ ...root, channel: 'C0OTHER' }, 'gptbots_close', ann);
    await slack.press(root, 'gptbots_take', ann);
    await vi.waitFor(() => expect(bridge.done).toEqual([expect.stringMatching(/^taken/)]), 60_000);
  });

  it('is found by `missed`, oldest first, and its thread is subscribed again', async () => {
    const { connector, slack, chat, bridge, ref, root, write, heard } = await openRoom();
    await chat.thread(ref).unsubscribe();
    for (const text of ['one', '// note', 'two', '!take'])
      await slack.write({ channel: slackChannel, thread_ts: root.ts, user: ann, text }, false);
    expect((await connector.missed(ref, waitingSession())).map(({ text }) => text)).toEqual(['one', 'two']);
    bridge.heardWords.length = 0;
    await write('three');
    expect((await heard(1))[0]?.text).toBe('three');
  });
});

describe('what became of a reply, in Slack', () => {
  it('is a tick when it was sent, however often it is told', async () => {
    const { connector, ref, write, shown } = await openRoom();
    const message = await write('hello');
    for (let times = 0; times < 2; times++) await connector.outcome(ref, { ...reply, id: message.ts, status: 'sent' });
    expect([...message.reactions]).toEqual(['white_check_mark']);
    expect(shown()).toHaveLength(1);
  });

  it('is a line where the app may not react', async () => {
    const { connector, slack, ref, write, shown } = await openRoom();
    const message = await write('hello');
    slack.failing.forbid('reactions.add', 'missing_scope');
    await connector.outcome(ref, { ...reply, id: message.ts, status: 'sent' });
    expect(slackText(last(shown()))).toBe('Sent.');
  });

  it('is tried again when Slack has no time for the tick', async () => {
    const { connector, slack, ref, write, shown } = await openRoom();
    const message = await write('hello');
    slack.failing.forbid('reactions.add', 'ratelimited');
    const told = connector.outcome(ref, { ...reply, id: message.ts, status: 'sent' });
    await expect(told).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(shown()).toHaveLength(1);
  });

  it('is a line that says why when it failed, and Send again is the same reply', async () => {
    const { connector, slack, ref, write, shown, heard } = await openRoom();
    const message = await write('hello @Ann');
    const error = new GptBotsHumanError('GPTBots refused it.', { kind: 'api', delivery: 'rejected' });
    await connector.outcome(ref, { ...reply, id: message.ts, text: 'hello @Ann', status: 'failed' }, error);
    const line = last(shown());
    expect(slackText(line)).toBe('Not sent, the customer did not get this: “hello @Ann” GPTBots refused it.');
    await slack.press(line, 'gptbots_send_again', 'U0BEN');
    const [first, second] = await heard(2);
    expect(second).toEqual(first);
  });

  it('is a line when nobody knows; each Send again is another reply, and the tick comes to the same message', async () => {
    const { connector, slack, ref, write, shown, heard } = await openRoom();
    const message = await write('hello');
    await connector.outcome(ref, { ...reply, id: message.ts, status: 'unknown' });
    expect(slackText(last(shown()))).toContain('Perhaps not sent');
    const line = last(shown());
    await slack.press(line, 'gptbots_send_again', ann);
    expect((await heard(2))[1]?.id).toBe(`${message.ts}~2`);
    await connector.outcome(ref, { ...reply, id: `${message.ts}~2`, status: 'unknown' });
    await slack.press(last(shown()), 'gptbots_send_again', ann);
    expect((await heard(3))[2]?.id).toBe(`${message.ts}~3`);
    await connector.outcome(ref, { ...reply, id: `${message.ts}~3`, status: 'sent' });
    expect(message.reactions.size).toBe(1);
  });

  it('says so when the message to send again is not there any more', async () => {
    const { connector, slack, ref, shown } = await openRoom();
    await connector.outcome(ref, { ...reply, id: '5.5', status: 'failed' });
    await slack.press(last(shown()), 'gptbots_send_again', ann);
    await vi.waitFor(() => expect(slackText(last(shown()))).toContain('not there any more'), 60_000);
  });
});

describe('the end, and what fails, in Slack', () => {
  it('says how it ended and that nothing is sent any more, and hears nothing after that', async () => {
    const { connector, bridge, ref, write, shown } = await openRoom();
    await connector.close(ref, closedSession());
    expect(slackText(last(shown()))).toBe('The customer has left. Nothing written here is sent any more.');
    await write('are you there?');
    await connector.overdue(ref, waitingSession());
    expect(bridge.heardWords).toEqual([]);
  });

  it('hears what was written just before, so that its author is told', async () => {
    const { connector, slack, bridge, ref, root } = await openRoom();
    await slack.write({ channel: slackChannel, thread_ts: root.ts, user: ann, text: 'too late?' }, false);
    await connector.close(ref, closedSession());
    expect(bridge.heardWords.map(({ text }) => text)).toEqual(['too late?']);
    const error = new GptBotsHumanError('It is over.', { kind: 'closed', delivery: 'not_sent' });
    await connector.outcome(ref, { ...reply, text: 'too late?', status: 'failed' }, error);
    const line = slack.messages.at(-1) as SlackMessage;
    expect(slackText(line)).toBe('Not sent, the conversation is over: “too late?”');
    expect(buttonsOf(line)).toEqual([]);
  });

  it('goes on when the customer writes again', async () => {
    const { connector, bridge, ref, write, shown } = await openRoom();
    await connector.close(ref, closedSession());
    await connector.post(ref, messageOf('hello?', { late: true }), closedSession());
    await write('nobody hears this');
    await connector.post(ref, messageOf('me again'), waitingSession());
    expect(shown().slice(-2).map(slackText)).toEqual([
      expect.stringContaining('the conversation goes on'),
      'Grace: me again',
    ]);
    await write('welcome back');
    await vi.waitFor(() => expect(bridge.heardWords.map(({ text }) => text)).toEqual(['welcome back']), 60_000);
  });

  it('does not send later what was written while the conversation was over', async () => {
    const { connector, slack, ref, root, write } = await openRoom();
    const untold = (text: string) => slack.write({ channel: slackChannel, thread_ts: root.ts, user: ann, text }, false);
    await untold('before the end');
    await connector.close(ref, closedSession());
    await write('is anybody there?');
    await connector.post(ref, messageOf('goodbye', { late: true }), closedSession());
    await write('too bad');
    const missed = async () => (await connector.missed(ref, waitingSession())).map(({ text }) => text);
    expect(await missed()).toEqual(['before the end']);
    await connector.post(ref, messageOf('me again'), waitingSession());
    await untold('welcome back');
    expect(await missed()).toEqual(['before the end', 'welcome back']);
  });

  it('sends what was written after the conversation went on, also when a process says so that knows of no end', async () => {
    const { connector, slack, chat, ref, root } = await openRoom();
    const untold = (text: string) => slack.write({ channel: slackChannel, thread_ts: root.ts, user: ann, text }, false);
    await connector.close(ref, closedSession());
    await untold('too bad');
    const restarted = chatSdkConnector(chat, { channel: `slack:${slackChannel}` }) as Required<Connector>;
    await restarted.post(ref, messageOf('me again'), waitingSession());
    await untold('welcome back');
    expect((await restarted.missed(ref, waitingSession())).map(({ text }) => text)).toEqual(['welcome back']);
  });

  it('keeps Slack’s own pause, and says nothing of what was written', async () => {
    const { connector, slack, ref } = await openRoom();
    slack.failing.fail({ kind: 'limited', retryAfterMs: 7_000 });
    const limited = await connector.post(ref, messageOf('a secret'), waitingSession()).catch((error) => error);
    expect(limited).toMatchObject({ name: 'AdapterFailure', retryAfterMs: 7_000 });
    slack.failing.fail({ kind: 'refused' });
    const refused = await connector.post(ref, messageOf('a secret'), waitingSession()).catch((error) => error);
    expect(refused).toMatchObject({ code: 'internal_error', message: expect.stringContaining('internal_error') });
    expect(JSON.stringify([limited, refused, limited.message])).not.toContain('a secret');
  });

  it('throws ThreadGone for a thread that was deleted', async () => {
    const { connector, slack, room, ref } = await openRoom();
    await room.remove?.(ref);
    await expect(connector.post(ref, messageOf('hello'), waitingSession())).rejects.toBeInstanceOf(ThreadGone);
    expect(slack.messages, 'what Slack posted into the channel is taken back').toEqual([]);
    await expect(connector.missed(ref, waitingSession())).rejects.toBeInstanceOf(ThreadGone);
  });
});
