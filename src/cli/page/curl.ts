import type { CallView } from '../simulate/views.ts';

/** Where calls go. */
export interface Addresses {
  /** The developer's webhook, as the page shows it. */
  webhook: string;
  /** The API of this simulator. */
  api: string;
}

const masked = '[redacted]';

/**
 * A call as a command for sh, which runs as it is copied. Secrets are not in it: they are taken from the variables that this
 * package reads too.
 */
export function curlOf({ kind, request }: Pick<CallView, 'kind' | 'request'>, { webhook, api }: Addresses): string {
  const variable = kind === 'webhook' ? '$GPTBOTS_WEBHOOK_SECRET' : '$GPTBOTS_API_KEY';
  const url = kind === 'webhook' ? webhookUrl(webhook, request.path) : `${api}${request.path}`;
  const { authorization, 'content-type': contentType } = request.headers;
  const parts = [
    `curl -X ${request.method} ${url.split(masked).map(quoted).join(`"${variable}"`)}`,
    contentType && `-H ${quoted(`Content-Type: ${contentType}`)}`,
    // In double quotes, where sh puts the variable in.
    authorization && `-H "Authorization: Bearer ${variable}"`,
    // --data-raw, because curl takes --data for the name of a file when it begins with @.
    request.body && `--data-raw ${quoted(request.body)}`,
  ];
  return parts.filter(Boolean).join(' \\\n  ');
}

// The path of the record has that of the base URL in front.
function webhookUrl(webhook: string, path: string): string {
  const [origin = ''] = /^https?:\/\/[^/]+/.exec(webhook) ?? [];
  return origin + path;
}

// In single quotes, sh takes everything as it is, but for the quote itself.
function quoted(text: string): string {
  return text === '' ? '' : `'${text.replaceAll("'", "'\\''")}'`;
}
