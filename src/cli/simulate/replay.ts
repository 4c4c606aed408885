import { insideOf } from '../../testing/inside.ts';
import { createPlatform } from '../../testing/platform.ts';
import { printable } from '../printable.ts';
import { coloursFor, indented } from '../terminal.ts';
import { callLine } from './call-line.ts';
import { recordedWebhooks } from './recorded-webhooks.ts';
import type { SimulateOptions } from './simulate.ts';

/**
 * Sends the webhooks of a recording, each once the one before was answered, and prints the answers. Resolves to the exit
 * code: 1 when one was not answered 200.
 */
export async function runReplay(path: string, options: SimulateOptions): Promise<number> {
  const secret = options.secret?.value;
  const webhooks = await recordedWebhooks(path);
  const platform = createPlatform({ secret });
  platform.connect(options.webhook);
  const colours = coloursFor(process.stdout, process.env);
  platform.subscribe((event) => {
    if (event.type !== 'call' || event.call.durationMs === undefined) return;
    console.log(callLine(event.call, [secret], colours));
    const answered = printable(event.call.answer?.body ?? '', [secret], 500);
    if (answered) console.log(colours.dim(indented(answered, '          ')));
  });
  let failed = 0;
  for (const webhook of webhooks) {
    const { status } = await insideOf(platform).webhooks.repeat(webhook);
    if (status !== 200) failed++;
  }
  await platform.close();
  console.log(
    `${counted(webhooks.length, 'webhook')} sent, ${failed ? `${failed} not answered 200` : 'all answered 200'}.`,
  );
  return failed > 0 ? 1 : 0;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
