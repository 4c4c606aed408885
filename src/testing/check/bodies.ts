import { type Check, failed, ifAccepted, ifAnswered, judgeRefused, passed } from './check.ts';
import { wasAccepted } from './outcome.ts';
import { fieldsOf, toJson } from './requests.ts';
import type { Run } from './run.ts';

const tooLargeBytes = 5 * 1_048_576;

/** The checks of bodies that cost memory or time. */
export const bodyChecks: Check[] = [
  {
    name: 'a body that is too large is refused',
    level: 'advice',
    expected: '413',
    when: ifAnswered,
    async run(run) {
      // Not a valid request, so that a webhook without a limit does not handle it.
      const exchange = await run.send({ route: 'chat', body: `{"padding":"${'x'.repeat(tooLargeBytes)}"}` });
      const { outcome } = exchange;
      // A server that closes the connection during the body has refused it too.
      if (outcome.kind === 'none' && outcome.reason === 'connection') return passed(exchange);
      return judgeRefused(run, exchange, 413, {
        effect: 'Large bodies could fill the memory of your server',
        fix: `The webhook read ${tooLargeBytes} bytes. Set a limit, such as \`maxBodyBytes\` of the webhook or the \`limit\` of the body parser.`,
        stated: 'Large bodies could fill the memory of your server',
      });
    },
  },
  {
    name: 'a compressed body is understood or refused',
    level: 'advice',
    expected: '415, or 200 where a body parser inflates it',
    when: ifAccepted,
    skip: (run) =>
      textOnly(run) ?? (typeof CompressionStream === 'function' ? undefined : 'This runtime cannot compress.'),
    async run(run) {
      const conversation_id = run.newConversation();
      const fields = fieldsOf('establish', { conversation_id });
      const headers = { 'content-encoding': 'gzip' };
      const exchange = await run.send({ fields, body: await gzip(toJson(fields)), headers });
      if (wasAccepted(exchange.outcome)) return passed(exchange);
      return judgeRefused(run, exchange, 415, {
        effect: 'A compressed request would be misread',
        fix: 'Inflate such a body, or answer 415. GPTBots is not known to compress.',
      });
    },
  },
  {
    name: 'a body that never ends is not waited for',
    level: 'advice',
    expected: '408',
    when: ifAnswered,
    skip: textOnly,
    async run(run) {
      const exchange = await run.send({ route: 'chat', unfinished: true });
      const { outcome } = exchange;
      if (outcome.kind === 'none' && outcome.reason === 'connection') return passed(exchange);
      if (outcome.kind === 'answer') {
        return judgeRefused(run, exchange, 408, { effect: 'An incomplete body was accepted', fix: readOnly });
      }
      return failed(exchange, 'Slow senders could keep your connections busy', readOnly);
    },
  },
];

const readOnly =
  'The code that reads the body has no time limit. Mount the webhook before any body parser, and keep `bodyTimeoutMs` below 15 s.';

function textOnly({ target }: Run): string | undefined {
  return target.kind === 'handle' ? 'handle() gets the whole body as text.' : undefined;
}

async function gzip(text: string): Promise<Uint8Array> {
  const compressed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(compressed).arrayBuffer());
}
