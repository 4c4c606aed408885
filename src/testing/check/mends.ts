import type { Run } from './run.ts';

/** What to do when the secret is refused. */
export function secretMend({ settings, target }: Run): string {
  if (!settings.secret) return 'The webhook asks for a secret, but this check has none. Pass `secret`.';
  const where = target.kind === 'http' ? 'the running server has' : 'the webhook has';
  return `The secrets differ: ${where} another one or none (is GPTBOTS_WEBHOOK_SECRET set in its environment?). Give both the same secret, and restart the server.`;
}

/** What to do when the webhook is not mounted at the URL. `text` is the answer that came instead. */
export function mountMend({ mountPath, target }: Run, text: string): string {
  const face = target.kind === 'http' ? 'webhook.node' : 'webhook.fetch';
  const change = target.kind === 'http' ? 'correct the URL' : 'pass the right `baseUrl`';
  if (!mountPath) return `mount \`${face}\`, or ${change}: it may lack the path of the webhook, such as \`/gptbots\`.`;
  const isFastify = /^\s*\{/.test(text) && text.includes('"statusCode":404');
  const mount = isFastify ? 'register `toFastify(webhook)` with the prefix' : `mount \`${face}\` at`;
  return `${mount} \`${mountPath}\` or ${change}.`;
}
