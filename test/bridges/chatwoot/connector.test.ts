import { isGptBotsHumanError } from 'gptbots-human';
import { ThreadGone } from 'gptbots-human/bridge';
import { afterEach, describe, expect, it } from 'vitest';
import { type Connected, connect } from './support/connected.ts';
import { closed, said, waiting } from './support/sessions.ts';
import type { StandInOptions } from './support/stand-in.ts';

const ann = { id: 11, name: 'Ann', type: 'user' } as const;

describe('what a connector shows in Chatwoot', () => {
  let connected: Connected;
  afterEach(() => connected.close());
  const start = async (options?: StandInOptions) => {
    connected = await connect(options);
    return connected;
  };
  const shown = (ref: string) =>
    connected.chatwoot.conversation(ref).messages.map((one) => {
      const kind = one.private ? 'note' : one.message_type === 0 ? 'visitor' : 'agent';
      return `${kind}: ${one.content}`;
    });

  it('makes a contact and a conversation, a note of what was said before, and the last words as a message', async () => {
    const { connector, chatwoot } = await start();
    const transcript = [
      said('user', 'Where is my parcel?'),
      said('bot', 'On its way.'),
      said('bot', ''),
      said('user', 'A human please.'),
      said('bot', 'I connect you.'),
    ];
    const ref = await connector.open(waiting(), transcript);
    expect(ref).toBe('41');
    const [note, ...others] = shown(ref);
    expect(note).toMatch(/^note: /);
    for (const part of ['"c1"', 'Bob', 'WIDGET', 'billing', '2025-03-18 02:32:30 UTC', 'Where is my parcel?']) {
      expect(note).toContain(part);
    }
    expect(note).toContain('**Bot:** On its way.');
    expect(note).not.toContain('A human please.');
    expect(others).toEqual(['visitor: A human please.', 'note: **Bot:** I connect you.']);
    expect(chatwoot.conversation(ref).status).toBe('open');
  });

  it('knows a user by a hash of their key, and gives the contact no address that Chatwoot would mail to', async () => {
    const { connector, chatwoot } = await start();
    const first = await connector.open(waiting(), []);
    const second = await connector.open(waiting({ conversationId: 'c2' }), []);
    expect(second, 'another session is another conversation').not.toBe(first);
    expect(chatwoot.conversation(second).contactId).toBe(chatwoot.conversation(first).contactId);
    expect(chatwoot.conversation(first).source_id).toMatch(/^gptbots-[0-9a-f]{40}$/);
    const contacts = chatwoot.calls.filter(({ path, method }) => method === 'POST' && path === '/contacts');
    expect(contacts).toHaveLength(1);
    expect(JSON.stringify(contacts)).not.toContain('@');
    expect(JSON.stringify(chatwoot.calls.map(({ path }) => path))).not.toContain('bob');
  });

  it('finds the contact that another session of the same user has made meanwhile', async () => {
    const { connector, chatwoot } = await start();
    let isFirst = true;
    chatwoot.fault = ({ path }) => {
      const isSearch = path.startsWith('/contacts/search');
      if (!isSearch || !isFirst) return undefined;
      isFirst = false;
      return [200, { payload: [] }];
    };
    await connector.open(waiting(), []);
    isFirst = true;
    await connector.open(waiting({ conversationId: 'c2' }), []);
    expect(new Set(chatwoot.conversations.map(({ contactId }) => contactId)).size).toBe(1);
  });

  it('makes one conversation for a session, also when the answer was lost', async () => {
    const { connector, chatwoot } = await start();
    chatwoot.fault = ({ method, path }) => (method === 'POST' && path === '/conversations' ? 'lost' : undefined);
    await expect(connector.open(waiting(), [])).rejects.toMatchObject({ kind: 'connection' });
    chatwoot.fault = undefined;
    expect(await connector.open(waiting(), [])).toBe('41');
    expect(chatwoot.conversations).toHaveLength(1);
  });

  it('refuses an inbox that is no API inbox, and one with a single conversation per contact', async () => {
    const { connector } = await start({ channelType: 'Channel::WebWidget' });
    await expect(connector.open(waiting(), [])).rejects.toThrow(/inbox 3 is no API inbox/);
    await connected.close();
    const locked = await start({ lockToSingleConversation: true });
    await locked.connector.open(waiting(), []);
    await expect(locked.connector.open(waiting({ conversationId: 'c2' }), [])).rejects.toThrow(/Lock to single/);
  });

  it("shows the visitor's words as they are, and marks who said everything else", async () => {
    const { connector } = await start();
    const ref = await connector.open(waiting(), []);
    const session = waiting({ ref });
    await connector.post(ref, said('user', 'Hi @ann, 1 < 2 & {{contact.email}}'), session);
    await connector.post(ref, said('system', 'You are in line.'), session);
    await connector.post(ref, said('agent', 'One moment.', { agent: { id: 'x', name: 'Zoe' } }), session);
    await connector.post(ref, said('bot', ' '), session);
    expect(shown(ref).slice(1)).toEqual([
      'visitor: Hi @ann, 1 < 2 & {{contact.email}}',
      'note: **System:** You are in line.',
      'note: **Zoe, at another desk:** One moment.',
    ]);
  });

  it('mentions nobody and fills in nothing when a note repeats what somebody said', async () => {
    const { connector } = await start();
    const evil = '[@Ann](mention://user/11/Ann) {{contact.email}} {% raw %}';
    const ref = await connector.open(waiting({ user: { name: evil } }), [said('bot', evil), said('user', 'hi')]);
    const [note = ''] = shown(ref);
    expect(note).toContain('contact.email');
    expect(note).not.toMatch(/mention:\/\/|\{\{|\{%/);
  });

  it('shows late words as a note, so that the conversation stays resolved', async () => {
    const { connector, chatwoot } = await start();
    const ref = await connector.open(waiting(), []);
    await connector.close?.(ref, closed());
    await connector.post(ref, said('user', 'Are you there?', { late: true }), closed());
    expect(chatwoot.conversation(ref).status).toBe('resolved');
    expect(shown(ref).at(-1)).toMatch(/^note: .*after the end.*Are you there\?/);
  });

  it('splits what is too long for a message', async () => {
    const { connector, chatwoot } = await start();
    const ref = await connector.open(waiting(), []);
    const text = 'word '.repeat(50_000);
    await connector.post(ref, said('user', text), waiting({ ref }));
    const parts = chatwoot.conversation(ref).messages.filter(({ message_type: type }) => type === 0);
    expect(parts.length).toBe(2);
    expect(parts.map(({ content }) => content).join('')).toBe(text);
  });

  it('leaves out what no database of Chatwoot can keep, which would be refused for ever', async () => {
    const { connector, chatwoot } = await start();
    const session = waiting({ conversationId: 'c\0\ud83d', user: { name: `${'n'.repeat(254)}🙂\0` } });
    const ref = await connector.open(session, [said('user', 'a\0b \ud83d c')]);
    expect(shown(ref)[1]).toBe('visitor: ab \ufffd c');
    expect(await connector.open(session, []), 'found again').toBe(ref);
    expect(chatwoot.conversation(ref).contactName).toBe('n'.repeat(254));
  });

  it('reminds the agents, and says how it ended', async () => {
    const { connector, chatwoot } = await start();
    const ref = await connector.open(waiting(), []);
    await connector.overdue?.(ref, waiting({ ref }));
    await connector.close?.(ref, closed('never_answered'));
    await connector.close?.(ref, closed('never_answered'));
    const [reminder, ending] = shown(ref).slice(1);
    expect(reminder).toMatch(/Nobody has answered.*2025-03-18 02:32:30 UTC/);
    expect(ending).toMatch(/over: nobody answered in time/);
    expect(chatwoot.conversation(ref).status).toBe('resolved');
    const toggles = chatwoot.calls.filter(({ path }) => path.endsWith('/toggle_status'));
    expect(toggles.map(({ body }) => body)).toEqual([{ status: 'resolved' }, { status: 'resolved' }]);
  });

  it('shows what became of a reply: delivered, or failed with the reason in the message and in a note', async () => {
    const { connector, chatwoot } = await start();
    const ref = await connector.open(waiting(), []);
    const outcomeOf = (id: number, status: 'sent' | 'failed' | 'unknown') => ({
      id: String(id),
      text: 'Hello',
      agent: { id: '11' },
      status,
    });
    const messages = ['a', 'b', 'c'].map((text) => chatwoot.write(ref, text, ann));
    const [sent, failed, unknown] = messages.map(({ id }) => id);
    if (!sent || !failed || !unknown) throw new Error('not written');
    await connector.outcome?.(ref, outcomeOf(sent, 'sent'));
    await connector.outcome?.(ref, outcomeOf(failed, 'failed'));
    await connector.outcome?.(ref, outcomeOf(unknown, 'unknown'));
    expect(messages.map(({ status }) => status)).toEqual(['delivered', 'failed', 'failed']);
    expect(messages[1]?.content_attributes.external_error).toBe('GPTBots: not sent');
    expect(messages[2]?.content_attributes.external_error).toMatch(/not known/);
    const notes = shown(ref).slice(-2);
    expect(notes[0]).toMatch(/^note: The customer did not get this message.*Retry sends it again/);
    expect(notes[1]).toMatch(/^note: It is not known.*Retry does not send it again/);
  });

  it('only writes the note where Chatwoot cannot mark a message', async () => {
    const { connector, chatwoot } = await start();
    const ref = await connector.open(waiting(), []);
    const { id } = chatwoot.write(ref, 'Hello', ann);
    chatwoot.fault = ({ method }) => (method === 'PATCH' ? [404, { error: 'Not found' }] : undefined);
    const reply = { id: String(id), text: 'Hello', agent: { id: '11' } };
    await connector.outcome?.(ref, { ...reply, status: 'sent' });
    await connector.outcome?.(ref, { ...reply, status: 'failed' });
    expect(shown(ref).at(-1)).toMatch(/did not get/);
  });

  it('throws ThreadGone when the conversation was deleted, and for nothing else', async () => {
    const { connector, chatwoot } = await start();
    const ref = await connector.open(waiting(), []);
    chatwoot.deleteConversation(ref);
    const session = waiting({ ref });
    await expect(connector.post(ref, said('user', 'hi'), session)).rejects.toBeInstanceOf(ThreadGone);
    await expect(connector.missed?.(ref, session)).rejects.toBeInstanceOf(ThreadGone);
    await expect(connector.close?.(ref, closed())).rejects.toBeInstanceOf(ThreadGone);
    const reply = { id: '1', text: '', agent: { id: '' }, status: 'failed' } as const;
    await expect(connector.outcome?.(ref, reply)).rejects.toBeInstanceOf(ThreadGone);
    chatwoot.fault = () => [404, {}];
    await expect(connector.open(session, [])).rejects.not.toBeInstanceOf(ThreadGone);
  });

  it('finds what agents wrote lately, oldest first, over several pages', async () => {
    const { connector, chatwoot } = await start();
    const ref = await connector.open(waiting(), [said('user', 'hi')]);
    const written = Array.from({ length: 45 }, (_, index) => chatwoot.write(ref, `reply ${index}`, ann));
    chatwoot.write(ref, 'a note', ann, { private: true });
    const missed = await connector.missed?.(ref, waiting({ ref }));
    expect(missed).toEqual(
      written.map(({ id, content }) => ({ id: String(id), text: content, agent: { id: '11', name: 'Ann' } })),
    );
  });

  it('passes on how long Chatwoot asks to wait', async () => {
    const { connector, chatwoot } = await start({ maxMessagesPerMinute: 2 });
    const ref = await connector.open(waiting(), []);
    chatwoot.fault = () => [429, {}, { 'retry-after': '7' }];
    const post = () => connector.post(ref, said('user', 'hi'), waiting({ ref }));
    await expect(post()).rejects.toMatchObject({ kind: 'http', status: 429, retryAfterMs: 7000 });
    chatwoot.fault = undefined;
    await post();
    await expect(post(), 'the flood limit').rejects.toMatchObject({ status: 422, retryAfterMs: 30_000 });
  });

  it('tells no secret and no text when a call fails', async () => {
    const { connector, chatwoot } = await start();
    const ref = await connector.open(waiting(), []);
    const secretText = 'my number is 4711-4712-4713';
    chatwoot.fault = () => [500, { error: `no: ${secretText} the-access-token-of-ann` }];
    const error: unknown = await connector
      .post(ref, said('user', secretText), waiting({ ref }))
      .catch((thrown) => thrown);
    expect(isGptBotsHumanError(error) && error.message).toMatch(
      /^POST \/conversations\/41\/messages failed: Chatwoot answered HTTP 500: no/,
    );
    expect(String(error)).not.toMatch(/4711|access-token-of/);
  });

  it('says what to check when the token is refused, or nobody answers', async () => {
    connected = await connect({}, { apiAccessToken: 'wrong' });
    await expect(connected.connector.open(waiting(), [])).rejects.toThrow(
      /HTTP 401: Invalid Access Token\. Check accountId and apiAccessToken/,
    );
    await connected.close();
    connected = await connect({}, { baseUrl: 'http://127.0.0.1:1' });
    await expect(connected.connector.open(waiting(), [])).rejects.toThrow(
      /GET \/inboxes\/3 failed: no answer came\. Check baseUrl/,
    );
  });

  it('gives up on a call that takes too long', async () => {
    const fetch = () => new Promise<never>(() => {});
    connected = await connect({}, { fetch, timeoutMs: 20 });
    await expect(connected.connector.open(waiting(), [])).rejects.toMatchObject({ kind: 'timeout' });
  });
});
