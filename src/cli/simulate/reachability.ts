import { connectionFailure } from '../connection-failure.ts';
import { coloursFor, indented } from '../terminal.ts';

const reachTimeoutMs = 3000;

/** Warns on the terminal of a webhook that cannot be reached. Not by an establish: nobody asked for a conversation. */
export async function warnIfUnreachable(webhook: string, shownWebhook: string): Promise<void> {
  try {
    const signal = AbortSignal.timeout(reachTimeoutMs);
    const { body } = await fetch(webhook, { method: 'HEAD', redirect: 'manual', signal });
    await body?.cancel();
  } catch (error) {
    const { what, mend } = connectionFailure(error);
    const { yellow } = coloursFor(process.stderr, process.env);
    const seen = mend ? `cannot be called (${what}). ${mend}` : `does not answer (${what}); start your server there.`;
    console.error(
      indented(`${shownWebhook} ${seen} Until then, visitors see Busy.`, '         ', `${yellow('Warning')}: `),
    );
  }
}
