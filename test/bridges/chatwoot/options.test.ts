import { isGptBotsHumanError } from 'gptbots-human';
import { type ChatwootOptions, chatwootConnector } from 'gptbots-human/chatwoot';
import { describe, expect, it } from 'vitest';

const right: ChatwootOptions = {
  baseUrl: 'https://chatwoot.example.com/',
  accountId: 1,
  inboxId: '2',
  apiAccessToken: 'token-of-ann',
  webhookSecret: 'secret-of-the-inbox',
};

describe('the options of chatwootConnector', () => {
  it('may have numbers as text, a token instead of a secret, and both', () => {
    for (const options of [right, { ...right, webhookSecret: '', urlToken: 't' }, { ...right, urlToken: 't' }]) {
      expect(chatwootConnector(options).webhook.node).toBeTypeOf('function');
    }
  });

  it.each<[string, Partial<ChatwootOptions>, RegExp]>([
    ['no address', { baseUrl: undefined }, /baseUrl/],
    ['an address that is no URL', { baseUrl: 'chatwoot.example.com' }, /baseUrl: expected an http\(s\) URL/],
    ['an address with a password', { baseUrl: 'https://a:pass-word@example.com' }, /without credentials/],
    ['an address with a query', { baseUrl: 'https://example.com/?a=1' }, /query/],
    ['an account that is no number', { accountId: 'acme' }, /accountId: expected a number/],
    ['an inbox that is no number', { inboxId: '2/../3' }, /inboxId: expected a number/],
    ['an inbox of 0', { inboxId: 0 }, /inboxId/],
    ['no access token', { apiAccessToken: undefined }, /apiAccessToken: missing/],
    [
      'an access token with a line break',
      { apiAccessToken: 'token-of-ann\n' },
      /apiAccessToken: .*without white space/,
    ],
    ['neither secret nor token', { webhookSecret: undefined }, /webhookSecret, urlToken: both are missing/],
    ['both empty, as unset variables are', { webhookSecret: '', urlToken: '' }, /both are missing/],
    ['a secret with a line break', { webhookSecret: 'secret-of-the-inbox\n' }, /webhookSecret: has white space/],
  ])('%s: refused, without the value', (_, wrong, message) => {
    let error: unknown;
    try {
      chatwootConnector({ ...right, ...wrong });
    } catch (thrown) {
      error = thrown;
    }
    expect(isGptBotsHumanError(error) && error.kind).toBe('input');
    expect(String(error)).toMatch(message);
    expect(String(error)).not.toMatch(/token-of-ann|secret-of-the-inbox|pass-word/);
  });
});
