import { createDiscordAdapter } from '@chat-adapter/discord';
import { createSlackAdapter } from '@chat-adapter/slack';
import { describe, expect, it } from 'vitest';
import type { ChatAdapter, ChatMessage } from '../../../src/bridges/chat-sdk/chat-like.ts';
import { heardIn } from '../../../src/bridges/chat-sdk/replies.ts';
import { wordsFor } from '../../../src/bridges/chat-sdk/texts.ts';
import { botToken, botUser, publicKeyHex } from './support/discord-stand-in.ts';

const slack = createSlackAdapter({ botToken: 'xoxb-token', signingSecret: 'secret', userName: 'support' });
const discord = createDiscordAdapter({ botToken, applicationId: botUser.id, publicKey: publicKeyHex });

describe('what an agent writes, as the customer reads it', () => {
  it.each([
    ['bold and the like', '*bold* _it_ ~gone~ `code`', 'bold it gone code'],
    ['several lines', 'one\ntwo', 'one\ntwo'],
    ['a link with a label', 'see <https://example.com/a_b|our page>', 'see our page (https://example.com/a_b)'],
    ['a bare link', '<https://example.com/a_b>', 'https://example.com/a_b'],
    ['an address of e-mail', '<mailto:a@example.com|a@example.com>', 'a@example.com'],
    ['a number of a telephone', 'call <tel:+4912|+49 12>', 'call +49 12'],
    ['whom it calls', '<!here> <!subteam^S1|@team>', '@here @team'],
    ['what Slack escapes', 'if a &lt; b &amp;&amp; c &gt; d', 'if a < b && c > d'],
    ['snake_case and 2*3*4', 'my_own_name', 'my_own_name'],
    ['code on several lines', '```\nnpm i\nnpm t\n```', 'npm i\nnpm t'],
  ])('Slack: %s', (_, text, expected) => {
    expect(heardIn(slackAdapter(), slackMessage(text)).reply?.text).toBe(expected);
  });

  it.each([
    ['bold and the like', '**bold** *it* ~~gone~~ `code`', 'bold it gone code'],
    ['a heading and a list', '# Steps\n1. first\n2. second\n   - inner', 'Steps\n\n1. first\n2. second\n   - inner'],
    ['a list that begins later', '3. third\n4. fourth', '3. third\n4. fourth'],
    ['a link with a label', 'see [our page](https://example.com)', 'see our page (https://example.com)'],
    ['an address with a label', '[write to us](mailto:a@example.com)', 'write to us (a@example.com)'],
    ['a bare link', 'https://example.com/a_b', 'https://example.com/a_b'],
    ['a quote', '> you said\n\nyes', '> you said\n\nyes'],
    ['a mention', 'ask <@910000000000000077>', 'ask @Bob Bee'],
    ['an emoji of the server', 'fine <:party:123456789012345678>', 'fine :party:'],
  ])('Discord: %s', (_, content, expected) => {
    expect(heardIn(discordAdapter(), discordMessage(content)).reply?.text).toBe(expected);
  });

  it.each(['// a note', '//', '  // indented', '／／ full width'])('keeps the note %o inside', (text) => {
    expect(heardIn(slackAdapter(), slackMessage(text))).toEqual({});
  });

  it('sends a message whose second line begins with //, and the handoff promises agents nothing else', () => {
    expect(heardIn(slackAdapter(), slackMessage('one\n// two')).reply?.text).toBe('one\n// two');
    expect(wordsFor().help).toContain('a message that begins with // is not');
  });

  it.each(['!close', '/close', ' !CLOSE ', '！close', '／close'])('takes %o for a word', (text) => {
    expect(heardIn(slackAdapter(), slackMessage(text))).toEqual({ word: 'close' });
  });

  it.each(['!closed', 'please !close', '/takeaway', '!'])('does not take %o for one', (text) => {
    expect(heardIn(slackAdapter(), slackMessage(text)).reply?.text).toBe(text);
  });

  it('leaves out a mention of the app at the beginning, and no other', () => {
    const text = (written: string) => heardIn(slackAdapter(), slackMessage(written)).reply?.text;
    expect(text('@support hello')).toBe('hello');
    expect(text('@Support: hello')).toBe('hello');
    expect(text('@supporters hello')).toBe('@supporters hello');
    expect(text('hello @support')).toBe('hello @support');
    expect(heardIn(slackAdapter(), slackMessage('@support !take'))).toEqual({ word: 'take' });
  });

  it('is nothing when a bot, the app itself, or Slack wrote it', () => {
    const hello = slackMessage('hello');
    for (const author of [{ isBot: true }, { isMe: true }, { isSystem: true }]) {
      expect(heardIn(slackAdapter(), { ...hello, author: { ...hello.author, ...author } })).toEqual({});
    }
  });
});

// The types of the adapters are not made for exactOptionalPropertyTypes.
function slackAdapter(): ChatAdapter {
  return slack as ChatAdapter;
}

function discordAdapter(): ChatAdapter {
  return discord as ChatAdapter;
}

function slackMessage(text: string): ChatMessage {
  return slack.parseMessage({ type: 'message', channel: 'C1', ts: '1.2', user: 'U1', text }) as ChatMessage;
}

function discordMessage(content: string): ChatMessage {
  const bob = { id: '910000000000000077', username: 'bob', global_name: 'Bob Bee' };
  const raw = { id: '1', channel_id: '2', guild_id: '3', author: bob, content, timestamp: new Date().toISOString() };
  const rest = { edited_timestamp: null, attachments: [], mentions: [bob] };
  return discord.parseMessage({ ...raw, ...rest }) as ChatMessage;
}
