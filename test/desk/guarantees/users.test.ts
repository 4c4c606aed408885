import { samples } from 'gptbots-human/testing';
import { expect, it } from 'vitest';
import { type Instance, post, setUp } from '../support/scene.ts';
import { describeOnEachStore } from '../support/stores.ts';

const nobody = { phone: null, email: null, user_id: null, anonymous_id: null };
const placeholder = 'support@gptbots.ai';

describeOnEachStore('9. users', (openPlace) => {
  it('are taken, and known, when fields that nobody needs are odd', async () => {
    const { a } = await setUp(openPlace());
    const request = samples.oddEstablish({ channel_name: 'x'.repeat(600) });
    expect(await post(a, 'establish', request)).toBe(200);
    expect(await a.desk.session(request.conversation_id)).toMatchObject({
      state: 'waiting',
      botId: '',
      user: { key: 'user:42', userId: '42', phone: '6591234567' },
    });
    const transcript = await a.desk.transcript(request.conversation_id);
    expect(transcript.map(({ from, text }) => [from, text])).toEqual([
      ['user', 'human service'],
      ['bot', '5'],
    ]);
  });

  it.each([
    [
      'user_id, whatever else',
      { user_id: 'u1', anonymous_id: 'a1', email: 'x@example.com' },
      { user_id: 'u1', phone: '+1' },
    ],
    ['anonymous_id', { anonymous_id: 'a1', phone: '+1' }, { anonymous_id: 'a1', email: 'x@example.com' }],
    ['phone', { phone: '+49170', email: 'x@example.com' }, { phone: '+49170' }],
    ['phone, however it is written', { phone: '+49 (170) 12-34' }, { phone: '+491701234' }],
    ['the address they typed, in capitals or not', { email: 'Bob@Example.com' }, { email: 'bob@example.com' }],
    [
      'the address they typed, with white space around it',
      { email: ' bob@example.com\n' },
      { email: 'bob@example.com' },
    ],
  ])('are the same by %s', async (_, one, other) => {
    const { a, b } = await setUp(openPlace());
    const keys = [await keyOf(a, one), await keyOf(b, other)];
    expect(keys[0]).toBeDefined();
    expect(keys[0]).toBe(keys[1]);
    const { sessions } = await a.desk.sessions({ userKey: keys[0] });
    expect(sessions).toHaveLength(2);
    for (const { user } of sessions) expect(user.key).toBe(keys[0]);
  });

  it('are told apart by anonymous ids of two bots, which each bot gives by itself', async () => {
    const { a } = await setUp(openPlace());
    const keys = [
      await keyOf(a, { anonymous_id: 'a1' }, { bot_id: 'one' }),
      await keyOf(a, { anonymous_id: 'a1' }, { bot_id: 'two' }),
    ];
    expect(new Set(keys).size).toBe(2);
  });

  it('are told apart whatever the ids contain, and are stored as they are', async () => {
    const { a } = await setUp(openPlace());
    const users: [bot_id: string, anonymous_id: string][] = [
      ['a', 'b:c'],
      ['a:b', 'c'],
      ['a%3Ab', 'c'],
      ['', 'a:b:c'],
      ['a\\', 'c'],
      ['a', '='],
    ];
    const keys: (string | undefined)[] = [];
    for (const [bot_id, anonymous_id] of users) {
      const key = await keyOf(a, { anonymous_id }, { bot_id });
      const { sessions } = await a.desk.sessions({ userKey: key });
      expect(sessions, `sessions of ${bot_id} ${anonymous_id}`).toHaveLength(1);
      expect(sessions[0]).toMatchObject({ botId: bot_id, user: { key, anonymousId: anonymous_id } });
      keys.push(key);
    }
    expect(new Set(keys).size).toBe(users.length);
  });

  it('are not identified by what is too long to be an id, an address or a name', async () => {
    const { a } = await setUp(openPlace());
    const long = 'x'.repeat(513);
    const user_info = { user_id: long, anonymous_id: 'a1', phone: long, email: long, user_name: long };
    const establish = samples.establish('current', { bot_id: 'bot', email: long, user_info });
    await post(a, 'establish', establish);
    const { user } = (await a.desk.session(establish.conversation_id)) ?? {};
    expect(user).toEqual({ key: 'anonymous:bot:a1', anonymousId: 'a1' });
    expect(await keyOf(a, { user_id: long.slice(1) })).toBe(`user:${long.slice(1)}`);
  });

  it('are told apart by the kind of what identifies them', async () => {
    const { a } = await setUp(openPlace());
    const same = 'x@example.com';
    const keys = [
      await keyOf(a, { user_id: same }),
      await keyOf(a, { anonymous_id: same }),
      await keyOf(a, { phone: same }),
      await keyOf(a, { email: same }),
    ];
    expect(new Set(keys).size).toBe(4);
  });

  it.each([
    ['in email', { email: placeholder, user_info: nobody }],
    ['in user_info', { email: undefined, user_info: { ...nobody, email: placeholder } }],
    ['in capitals', { email: placeholder.toUpperCase(), user_info: { ...nobody, email: placeholder.toUpperCase() } }],
    ['with white space around it', { email: ` ${placeholder}\n`, user_info: { ...nobody, email: ` ${placeholder}` } }],
    [
      'beside what is blank',
      { email: placeholder, user_info: { user_id: ' ', anonymous_id: '\n', phone: '\t', email: '' } },
    ],
    ['nowhere, and nothing else either', { email: undefined, user_info: undefined }],
  ])('have no key when the placeholder address stands %s', async (_, fields) => {
    const { a } = await setUp(openPlace());
    const establish = samples.establish('current', fields);
    await post(a, 'establish', establish);
    expect((await a.desk.session(establish.conversation_id))?.user).toEqual({});
  });

  it('keep what is known of them, the typed address beside the placeholder', async () => {
    const { a } = await setUp(openPlace());
    const user_info = { user_id: 'u1', anonymous_id: 'a1', phone: '+1', email: 'bob@example.com', user_name: 'Bob' };
    const establish = samples.establish('current', { email: placeholder, user_info });
    await post(a, 'establish', establish);
    expect((await a.desk.session(establish.conversation_id))?.user).toMatchObject({
      name: 'Bob',
      userId: 'u1',
      anonymousId: 'a1',
      phone: '+1',
      email: 'bob@example.com',
    });
  });
});

async function keyOf(
  instance: Instance,
  user: Partial<Record<keyof typeof nobody, string>>,
  fields: { bot_id?: string } = {},
): Promise<string | undefined> {
  const user_info = { ...nobody, ...user };
  const establish = samples.establish('current', { email: placeholder, ...fields, user_info });
  await post(instance, 'establish', establish);
  return (await instance.desk.session(establish.conversation_id))?.user.key;
}
