import { type CheckCase, checkWebhook } from '../../testing/check/check-webhook.ts';
import { routePaths } from '../../testing/routes.ts';
import type { Secret } from '../option-values.ts';
import { printable, printableUrl, type Secrets } from '../printable.ts';
import { coloursFor, maxColumns, showProgress } from '../terminal.ts';
import { checkApiKey, skippedApiKeyCase } from './api-key-check.ts';
import { type Report, reportText } from './report-text.ts';
import { askGptBots, casesOf, type SeenByGptBots } from './seen-by-gptbots.ts';

// Together with the start of the program, within 30 s.
const timeoutMs = 27_000;

/** What `doctor` is asked for. */
export interface DoctorOptions {
  webhook: string;
  secret: Secret | undefined;
  /** Undefined: GPTBots is not asked. */
  apiKey: Secret | undefined;
  /** --no-api was given. */
  isApiSkipped: boolean;
  apiBaseUrl: string;
  isJson: boolean;
  isVerbose: boolean;
}

/** Checks a webhook, and prints what to fix. Resolves to the exit code. */
export async function runDoctor(options: DoctorOptions): Promise<number> {
  const { isJson, isVerbose } = options;
  const shownWebhook = printableUrl(options.webhook, secretsOf(options));
  const done = isJson ? () => {} : showProgress(process.stderr, `Checking ${shownWebhook}`.slice(0, maxColumns - 10));
  const report = await check(options, shownWebhook).finally(done);
  if (isJson) console.log(JSON.stringify(report, null, 2));
  else console.log(reportText(report, coloursFor(process.stdout, process.env), isVerbose));
  return report.ok ? 0 : 1;
}

async function check(options: DoctorOptions, shownWebhook: string): Promise<Report> {
  const { webhook, secret, apiKey } = options;
  const secrets = secretsOf(options);
  const [own, ofGptBots] = await Promise.all([
    checkWebhook(webhook, { secret: secret?.value, timeoutMs }),
    apiKey ? checkWithGptBots(options, apiKey.value) : notAsked(options),
  ]);
  const establish = own.cases.find(({ detail }) => detail.includes(routePaths.establish));
  const fromHere = printable(establish?.detail ?? 'nothing was seen.', secrets);
  const { keyCase, gptbots } = ofGptBots;
  const cases = [...own.cases, keyCase, ...casesOf(gptbots, fromHere)].map((one) => printableCase(one, secrets));
  return {
    webhook: shownWebhook,
    ok: cases.every(({ ok, level }) => ok || level === 'advice'),
    secret: secret ? `that of ${secret.from} was sent` : 'none was sent (--secret or GPTBOTS_WEBHOOK_SECRET)',
    gptbots,
    fromHere,
    cases,
  };
}

interface OfGptBots {
  keyCase: CheckCase;
  gptbots: SeenByGptBots;
}

async function checkWithGptBots(options: DoctorOptions, apiKey: string): Promise<OfGptBots> {
  const { apiBaseUrl, webhook } = options;
  const [keyCase, seen] = await Promise.all([
    checkApiKey(apiBaseUrl, apiKey),
    askGptBots(apiBaseUrl, apiKey, { url: webhook, secrets: secretsOf(options) }),
  ]);
  return { keyCase, gptbots: keyCase.ok ? seen : { notTested: 'its API cannot be used, see the problem above' } };
}

function notAsked({ isApiSkipped }: DoctorOptions): OfGptBots {
  const skipped = `--no-api was given${process.env.GPTBOTS_API_KEY ? ', though GPTBOTS_API_KEY is set' : ''}`;
  const why = isApiSkipped ? skipped : 'there is no --api-key and no GPTBOTS_API_KEY';
  return { keyCase: skippedApiKeyCase(`Not asked: ${why}.`), gptbots: { notTested: why } };
}

function secretsOf({ secret, apiKey }: DoctorOptions): Secrets {
  return [secret?.value, apiKey?.value];
}

// As JSON and as text alike. The webhook's secret may be in what the API says, and the key in what the webhook says.
function printableCase(one: CheckCase, secrets: Secrets): CheckCase {
  const shown = { ...one };
  for (const field of ['name', 'expected', 'got', 'detail', 'fix', 'skipped'] as const) {
    const text = one[field];
    // What is an option of checkWebhook() is one of the command line here.
    if (text !== undefined) shown[field] = printable(text, secrets).replaceAll('`secret`', '`--secret`');
  }
  return shown;
}
