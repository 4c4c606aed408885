import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Connected, connect, webhookSecret } from './support/connected.ts';
import { closed, said, waiting } from './support/sessions.ts';

const ann = { id: 11, name: 'Ann', type: 'user' } as const;

describe('what agents do in Chatwoot', () => {
  let connected: Connected;
  let ref: string;
  beforeEach(async () => {
    connected = await connect();
    ref = await connected.connector.open(waiting(), [said('user', 'A human please'), said('bot', 'One moment')]);
    await connected.connector.post(ref, said('system', 'You are in line'), waiting({ ref }));
    await connected.chatwoot.callbacks.settled();
  });
  afterEach(async () => {
    await connected.close();
    const { seen } = connected.chatwoot.callbacks;
    expect(
      seen.filter(({ status }) => status !== 200),
      'Chatwoot would show a message as failed',
    ).toEqual([]);
  });
  const settled = () => connected.chatwoot.callbacks.settled();

  it("reaches the bridge: an agent's reply, once, as plain text; never a note, and never what the connector wrote", async () => {
    const { chatwoot, told } = connected;
    expect(told, 'own echoes').toEqual([]);
    chatwoot.write(ref, 'ask her again', ann, { private: true });
    const { id } = chatwoot.write(ref, '**Hello** <Bob> & co', ann);
    await settled();
    expect(told).toEqual([
      { ref, heard: { id: String(id), text: 'Hello <Bob> & co', agent: { id: '11', name: 'Ann' } } },
    ]);
  });

  it('knows own words by the mark, not by the sender, whatever keeps the mark', async () => {
    const { chatwoot, told } = connected;
    chatwoot.write(ref, 'own', ann, { source_id: 'gptbots:m1' });
    chatwoot.write(ref, 'own', ann, { content_attributes: { gptbots_message_id: 'm1' } });
    const { id } = chatwoot.write(ref, 'mine', ann, { source_id: 'wamid.1', content_attributes: { in_reply_to: 4 } });
    await settled();
    expect(told).toMatchObject([{ heard: { id: String(id) } }]);
  });

  it('sends attachments as links, and nothing for a message without text', async () => {
    const { chatwoot, heard } = connected;
    const data_url = 'https://chatwoot.example.com/rails/active_storage/blobs/x/invoice_1.pdf';
    const attachments = [{ id: 1, file_type: 'file', data_url }];
    chatwoot.write(ref, 'Your invoice:', ann, { attachments });
    chatwoot.write(ref, '', ann, { attachments });
    chatwoot.write(ref, '', ann);
    await settled();
    expect(heard().map(({ text }) => text)).toEqual([`Your invoice:\n${data_url}`, data_url]);
  });

  it("sends what Chatwoot's own rules and bots write, under names of their own", async () => {
    const { chatwoot, heard } = connected;
    chatwoot.write(ref, 'We are here until five.', null);
    chatwoot.write(ref, 'I am a bot.', { id: 11, name: 'Robo', type: 'agent_bot' });
    await settled();
    expect(heard().map(({ agent }) => agent)).toEqual([
      { id: 'chatwoot', name: 'Chatwoot' },
      { id: 'bot:11', name: 'Robo' },
    ]);
  });

  it("leaves templates, such as Chatwoot's own greeting, and other inboxes' messages alone", async () => {
    const { chatwoot, told } = connected;
    chatwoot.write(ref, 'Rate us', ann, { message_type: 3 });
    chatwoot.conversation(ref).inbox_id = 4;
    chatwoot.write(ref, 'Hello', ann);
    chatwoot.setStatus(ref, 'resolved');
    await settled();
    expect(told).toEqual([]);
  });

  it('hears a failed reply again when the agent presses Retry, and not for any other update', async () => {
    const { chatwoot, connector, told } = connected;
    const message = chatwoot.write(ref, 'Hello', ann);
    await settled();
    const outcome = { id: String(message.id), text: 'Hello', agent: { id: '11' } };
    await connector.outcome?.(ref, { ...outcome, status: 'failed' });
    await settled();
    expect(told, 'after the failure').toHaveLength(1);
    chatwoot.retry(ref, message.id);
    await settled();
    expect(told.length).toBeGreaterThan(1);
    expect(new Set(told.map((one) => 'heard' in one && one.heard.id))).toEqual(new Set([String(message.id)]));
    const heard = told.length;
    await connector.outcome?.(ref, { ...outcome, status: 'sent' });
    await settled();
    expect(message.status).toBe('delivered');
    chatwoot.deleteMessage(ref, message.id);
    await settled();
    expect(told, 'after it was delivered, and after it was deleted').toHaveLength(heard);
  });

  it('takes neither a failure that it marked itself, nor a deleted message, for a Retry', async () => {
    const { chatwoot, connector, told } = connected;
    const [failed, deleted] = ['one', 'two'].map((text) => chatwoot.write(ref, text, ann));
    // From here on, callbacks do not show the status of those two.
    chatwoot.write(ref, 'three', ann);
    await settled();
    if (!failed || !deleted) throw new Error('not written');
    const reply = { id: String(failed.id), text: 'one', agent: { id: '11' } };
    expect(connected.heard()).toHaveLength(3);
    const before = told.length;
    await connector.outcome?.(ref, { ...reply, status: 'failed' });
    chatwoot.deleteMessage(ref, deleted.id);
    await settled();
    expect(told).toHaveLength(before);
    const missed = await connector.missed?.(ref, waiting({ ref }));
    expect(
      missed?.map(({ text }) => text),
      'the agent was told that one has failed',
    ).toEqual(['three']);
    chatwoot.retry(ref, failed.id);
    await settled();
    expect(told.slice(before)).toMatchObject([{ heard: { text: 'one' } }, { heard: { text: 'one' } }]);
  });

  it('comes to rest, though each mark of an outcome is told as an update too', async () => {
    const { chatwoot, connector, told } = connected;
    const first = chatwoot.write(ref, 'first', ann);
    chatwoot.write(ref, 'the last one, whose status callbacks show', ann);
    await settled();
    const marks = () => chatwoot.calls.filter(({ method }) => method === 'PATCH').length;
    const mark = () =>
      connector.outcome?.(ref, { id: String(first.id), text: '', agent: { id: '11' }, status: 'sent' });
    const before = told.length;
    await mark();
    await settled();
    expect(told.slice(before)).toMatchObject([{ heard: { id: String(first.id) } }]);
    // As the bridge answers what it has heard again.
    await mark();
    await settled();
    expect(told).toHaveLength(before + 1);
    expect(marks()).toBe(2);
  });

  it('closes the session when the conversation is resolved, and for no other status', async () => {
    const { chatwoot, told } = connected;
    chatwoot.setStatus(ref, 'pending');
    chatwoot.setStatus(ref, 'snoozed');
    await settled();
    expect(told).toEqual([]);
    chatwoot.setStatus(ref, 'resolved');
    await settled();
    expect(told).toEqual([{ closed: ref }]);
  });

  it('hears what was written before the conversation was resolved, though Chatwoot tells of it later', async () => {
    const { chatwoot, told } = connected;
    chatwoot.callbacks.isHeld = true;
    const { id } = chatwoot.write(ref, 'Good bye', ann);
    chatwoot.setStatus(ref, 'resolved');
    chatwoot.callbacks.release();
    await settled();
    const order = told.map((one) => ('heard' in one ? one.heard.id : 'closed'));
    expect(order.indexOf(String(id))).toBeLessThan(order.indexOf('closed'));
    expect(order).toContain('closed');
  });

  it('hears first what Chatwoot could not tell of, so that the order is kept', async () => {
    const { chatwoot, heard, url } = connected;
    chatwoot.target = { url: 'http://127.0.0.1:1', secret: webhookSecret };
    const lost = chatwoot.write(ref, 'one', ann);
    await settled();
    expect(lost.status, 'as Chatwoot marks it').toBe('failed');
    chatwoot.callbacks.seen.length = 0;
    chatwoot.target = { url, secret: webhookSecret };
    chatwoot.write(ref, 'two', ann, { isTold: false });
    chatwoot.write(ref, 'three', ann);
    await settled();
    expect(heard().map(({ text }) => text)).toEqual(['one', 'two', 'three']);
  });

  it('hears a reply also when Chatwoot does not say what was written before', async () => {
    const { chatwoot, heard, logged } = connected;
    chatwoot.fault = ({ method }) => (method === 'GET' ? [500, {}] : undefined);
    chatwoot.write(ref, 'Hello', ann);
    await settled();
    expect(heard().map(({ text }) => text)).toEqual(['Hello']);
    expect(logged.join()).toContain('HTTP 500');
  });

  it('does not wait long for Chatwoot to say what was written before', async () => {
    await connected.close();
    const isLook = (url: string, method: string) => method === 'GET' && url.endsWith('/messages');
    connected = await connect(
      {},
      {
        fetch: (url, init) => (isLook(url, init.method) ? new Promise(() => {}) : fetch(url, init)),
      },
    );
    ref = await connected.connector.open(waiting(), []);
    connected.chatwoot.write(ref, 'Hello', ann);
    await settled();
    expect(connected.heard().map(({ text }) => text)).toEqual(['Hello']);
  });

  it('does not hear again what has failed and is marked so', async () => {
    const { chatwoot, connector, told } = connected;
    const { id } = chatwoot.write(ref, 'one', ann, { isTold: false });
    await connector.outcome?.(ref, { id: String(id), text: 'one', agent: { id: '11' }, status: 'failed' });
    const { id: next } = chatwoot.write(ref, 'two', ann);
    await settled();
    expect(told).toMatchObject([{ heard: { id: String(next) } }]);
  });

  it('closes also when the words before cannot be read', async () => {
    const { chatwoot, told, logged } = connected;
    chatwoot.fault = ({ method }) => (method === 'GET' ? [500, {}] : undefined);
    chatwoot.setStatus(ref, 'resolved');
    await settled();
    expect(told).toEqual([{ closed: ref }]);
    expect(logged.join()).toContain('HTTP 500');
  });

  it('gives the session to whom the conversation is assigned', async () => {
    const { chatwoot, told } = connected;
    chatwoot.assign(ref, ann);
    await settled();
    chatwoot.assign(ref, null);
    await settled();
    expect(told).toEqual([{ taken: ref, agent: { id: '11', name: 'Ann' } }]);
  });

  it('answers within the five seconds that Chatwoot waits, though the reply takes longer', async () => {
    const { chatwoot, hearing } = connected;
    let finish = () => {};
    hearing.work = () => new Promise((done) => (finish = done));
    const message = chatwoot.write(ref, 'Hello', ann);
    await settled();
    expect(chatwoot.callbacks.seen.at(-1)).toMatchObject({ event: 'message_created', status: 200 });
    expect(message.status).toBe('sent');
    finish();
  });

  it('tells of a close of its own without harm', async () => {
    const { chatwoot, connector } = connected;
    await connector.close?.(ref, closed());
    await settled();
    await vi.waitFor(() => expect(chatwoot.callbacks.seen.at(-1)?.status).toBe(200));
  });
});
