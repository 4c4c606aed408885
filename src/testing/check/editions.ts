import { samples } from '../samples.ts';
import { type Accepted, accepts } from './accepted.ts';
import type { Check } from './check.ts';
import type { RequestOutcome } from './outcome.ts';
import type { RequestFields } from './requests.ts';

const unknownField = { gptbots_human_check: { of: 'a later edition' } };

// Every form of a request that is documented or was seen.
const table: Accepted[] = [
  { name: 'establish of the 2024 edition, without user_info', route: 'establish', fields: { user_info: undefined } },
  {
    name: 'establish from WhatsApp, with the shared placeholder address',
    route: 'establish',
    fields: edition('whatsapp'),
  },
  {
    name: 'establish from an API channel, without email',
    route: 'establish',
    fields: { ...edition('api'), email: undefined },
  },
  { name: 'establish with the undocumented channel fields', route: 'establish', fields: edition('channel') },
  { name: 'establish with null in every field that may be null', route: 'establish', fields: edition('null-fields') },
  { name: 'establish with a body of null', route: 'establish', fields: { body: null } },
  { name: 'establish without a body', route: 'establish', fields: { body: undefined } },
  { name: 'establish with a timestamp of digits', route: 'establish', fields: { timestamp: String(Date.now()) } },
  { name: 'establish with unknown fields', route: 'establish', fields: unknownField },
  {
    name: 'establish with optional fields of other types than documented',
    route: 'establish',
    level: 'advice',
    fields: withoutIdentity(samples.oddEstablish()),
    hint: () => 'Require only conversation_id and timestamp. Ignore other fields that have the wrong type.',
  },
  { name: 'establish with texts that are not Latin', route: 'establish', fields: edition('non-latin') },
  {
    name: 'establish with a transcript of 300 kB',
    route: 'establish',
    effect: 'Visitors with a long conversation behind them would see Busy',
    fields: { body: longTranscript() },
  },
  { name: 'chat with a timestamp of digits', route: 'chat', fields: { timestamp: String(Date.now()) } },
  { name: 'chat with unknown fields', route: 'chat', fields: unknownField },
  { name: 'chat with text that is not Latin', route: 'chat', fields: { body: samples.texts.nonLatin } },
  {
    name: 'chat with emoji, lines and quotes',
    route: 'chat',
    fields: { body: samples.texts.emoji + samples.texts.special },
  },
  { name: 'close because of a timeout', route: 'close', fields: { type: 'TIMEOUT' } },
  { name: 'close with a timestamp of digits', route: 'close', fields: { timestamp: String(Date.now()) } },
  { name: 'close with unknown fields', route: 'close', fields: unknownField },
  {
    name: 'chat of content type text/plain',
    route: 'chat',
    level: 'advice',
    draft: { headers: { 'content-type': 'text/plain' } },
    hint: parserInFront,
  },
  {
    name: 'chat without a content type',
    route: 'chat',
    level: 'advice',
    draft: { headers: { 'content-type': undefined } },
    hint: parserInFront,
  },
];

export const editionChecks: Check[] = table.map(accepts);

function edition(name: Parameters<typeof samples.establish>[0]): RequestFields {
  return withoutIdentity(samples.establish(name));
}

// Without the fields that every request gets anew.
function withoutIdentity({ conversation_id: _, timestamp: __, ...fields }: RequestFields): RequestFields {
  return fields;
}

function longTranscript(): RequestFields[] {
  const line = 'This line stands for a long conversation with the bot. '.repeat(20);
  return Array.from({ length: 280 }, (_, index) => ({ text: line, message_type: index % 2 ? 'ANSWER' : 'QUESTION' }));
}

function parserInFront(outcome: RequestOutcome): string | undefined {
  if (outcome.kind === 'none') return undefined;
  return 'GPTBots sends application/json, so nothing is lost today. A body parser in front of the webhook looks at the content type. Mount the webhook before it, then the type does not matter.';
}
