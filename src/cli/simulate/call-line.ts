import type { CallRecord } from '../../testing/types.ts';
import { printable, printablePath, type Secrets } from '../printable.ts';
import type { Colours } from '../terminal.ts';

// Of what others say: a path, why there was no answer.
const maxShownLength = 200;

/** A webhook or a call of the API in one line: never its body, and no secret. */
export function callLine(call: CallRecord, secrets: Secrets, colours: Colours): string {
  const { kind, request, answer, durationMs = 0, failure, fault, test, repeatOf } = call;
  const time = new Date(call.startedAt).toTimeString().slice(0, 8);
  const path = printablePath(request.url, secrets);
  const outcome = answer ? String(answer.status) : `no answer (${failure})`;
  const paint = answer && answer.status < 300 ? colours.green : colours.red;
  const columns = [
    colours.dim(time),
    kind.padEnd(7),
    printable(`${request.method} ${path}`, secrets, maxShownLength).padEnd(30),
    paint(printable(outcome, secrets, maxShownLength)),
    `${Math.round(durationMs)} ms`,
    ...(test ? ['availability test'] : []),
    ...(repeatOf ? ['sent again'] : []),
    ...(fault ? [colours.yellow(`fault ${fault}`)] : []),
  ];
  return columns.join('  ');
}
