import { type CheckCase, type CheckReport, checkWebhook } from '../testing/check/check-webhook.ts';
import { checkApi } from './check-api.ts';
import { coloursFor } from './colour.ts';
import { printable, printableUrl } from './printable.ts';
import { reportText } from './report-text.ts';

// Together with the start of the program, within 30 s.
const timeoutMs = 27_000;

/** What `doctor` is asked for. */
export interface DoctorOptions {
  webhook: string;
  secret: string | undefined;
  apiKey: string | undefined;
  apiBaseUrl: string;
  json: boolean;
}

/** Checks a webhook, and prints what to mend. Resolves to the exit code. */
export async function runDoctor({ webhook, secret, apiKey, apiBaseUrl, json }: DoctorOptions): Promise<number> {
  const secrets = [secret, apiKey];
  const shownWebhook = printableUrl(webhook, secrets);
  if (process.stderr.isTTY && !json) console.error(`Checking ${shownWebhook}, for up to 30 seconds`);
  const [report, apiCase] = await Promise.all([
    checkWebhook(webhook, { secret, timeoutMs }),
    apiKey === undefined ? undefined : checkApi(apiBaseUrl, apiKey),
  ]);
  const cases = [...report.cases, ...(apiCase ? [apiCase] : [])].map((one) => withoutSecrets(one, secrets));
  const all: CheckReport = { ok: report.ok && (apiCase?.ok ?? true), cases };
  if (json) console.log(JSON.stringify({ webhook: shownWebhook, ...all }, null, 2));
  else console.log(reportText(shownWebhook, all, secrets, coloursFor(process.stdout, process.env)));
  return all.ok ? 0 : 1;
}

// As JSON and as text alike. The webhook's secret may be in what the API says, and the key in what the webhook says.
function withoutSecrets(one: CheckCase, secrets: readonly (string | undefined)[]): CheckCase {
  const shown = { ...one };
  for (const field of ['expected', 'got', 'detail', 'fix', 'skipped'] as const) {
    const text = one[field];
    if (text !== undefined) shown[field] = printable(text, secrets);
  }
  return shown;
}
