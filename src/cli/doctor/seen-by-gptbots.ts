import { isObject, parseObject } from '../../internal/json-object.ts';
import type { CheckCase } from '../../testing/check/check-webhook.ts';
import { routePaths } from '../../testing/routes.ts';
import { connectionFailure } from '../connection-failure.ts';
import { printable, printableUrl, type Secrets } from '../printable.ts';
import { apiUrl, callApi, describeAnswer } from './api-answer.ts';

const path = '/v1/webhook/check';
// GPTBots answers when it has tested all of them.
const timeoutMs = 25_000;
const maxResults = 100;

/** A webhook URL of the agent, as GPTBots sees it: the fields of its answer, safe to print. */
export interface SeenWebhook {
  type: string;
  component_id: string;
  component_name: string;
  webhook_url: string;
  reachable: boolean;
  http_status: number | null;
  latency_ms: number | null;
  /** It is the URL that doctor was given. */
  given: boolean;
}

/** What GPTBots sees of the agent's webhooks, or why it tested none, with a fix if it should have. */
export type SeenByGptBots = { results: SeenWebhook[] } | { notTested: string; fix?: string };

/** The webhook that doctor was given. */
export interface GivenWebhook {
  url: string;
  secrets: Secrets;
}

/** Has GPTBots test every webhook URL of the agent. Never rejects. */
export async function askGptBots(baseUrl: string, apiKey: string, given: GivenWebhook): Promise<SeenByGptBots> {
  try {
    const answer = await callApi(apiUrl(baseUrl, path), apiKey, {}, timeoutMs);
    const results = answer.status === 200 ? parseObject(answer.text ?? '')?.results : undefined;
    if (Array.isArray(results)) {
      return {
        results: results
          .filter(isObject)
          .slice(0, maxResults)
          .map((one) => seenWebhook(one, given)),
      };
    }
    if (answer.status === 404 || answer.status === 405) return { notTested: 'this GPTBots does not offer the test' };
    return {
      notTested: `GPTBots did not test the webhooks (${describeAnswer(answer)})`,
      fix: 'Try again later; if it stays so, ask GPTBots about POST /v1/webhook/check.',
    };
  } catch (error) {
    return {
      notTested: `GPTBots did not test the webhooks (${connectionFailure(error).what})`,
      fix: 'Try again later.',
    };
  }
}

function seenWebhook(result: Record<string, unknown>, { url, secrets }: GivenWebhook): SeenWebhook {
  const text = (value: unknown) => (typeof value === 'string' ? printable(value, secrets, 200) : '');
  const webhookUrl = typeof result.webhook_url === 'string' ? result.webhook_url : '';
  return {
    type: text(result.type),
    component_id: text(result.component_id),
    component_name: text(result.component_name),
    webhook_url: printableUrl(webhookUrl, secrets),
    reachable: result.reachable === true,
    http_status: numberOf(result.http_status),
    latency_ms: numberOf(result.latency_ms),
    given: isSameWebhook(webhookUrl, url, secrets),
  };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : null;
}

// GPTBots may be given the base URL, or that of a route; with the secret in it, or without.
function isSameWebhook(one: string, given: string, secrets: Secrets): boolean {
  if (!URL.canParse(one)) return false;
  const base = withoutEnd(new URL(given));
  const secretSegments = secrets.flatMap((secret) => (secret ? [`/${encodeURIComponent(secret)}`] : []));
  const bases = ['', ...secretSegments].map((segment) => base + segment);
  return bases.some((start) =>
    ['', ...Object.values(routePaths)].some((end) => withoutEnd(new URL(one)) === start + end),
  );
}

function withoutEnd({ origin, pathname }: URL): string {
  return origin + (pathname.endsWith('/') ? pathname.slice(0, -1) : pathname);
}

const caseName = 'GPTBots itself can call the webhooks of the agent';
const expected = 'every URL reachable for GPTBots';

/** What to fix about it. `fromHere`: what doctor saw of the URL it was given. */
export function casesOf(seen: SeenByGptBots, fromHere: string): CheckCase[] {
  if ('notTested' in seen) {
    const about = { name: caseName, level: 'advice', expected, got: 'not tested' } as const;
    if (seen.fix)
      return [
        { ...about, ok: false, detail: `Not known whether GPTBots can call you: ${seen.notTested}.`, fix: seen.fix },
      ];
    return [{ ...about, ok: true, skipped: `${seen.notTested}.`, detail: `Not tried: ${seen.notTested}.` }];
  }
  if (seen.results.length === 0) {
    return [
      {
        name: caseName,
        level: 'advice',
        ok: false,
        expected,
        got: 'no URL',
        detail: 'GPTBots has no webhook URL for this agent, so no visitor would reach you.',
        fix: "Enter the URL at the agent's Human Service component, or take the API key of the right agent.",
      },
    ];
  }
  return seen.results.map((one) => caseOf(one, fromHere));
}

function caseOf(one: SeenWebhook, fromHere: string): CheckCase {
  const got = sightOf(one);
  const about = {
    name: `${caseName}: ${one.webhook_url}`,
    level: one.given ? 'problem' : 'advice',
    expected,
    got,
  } as const;
  if (one.reachable) return { ...about, ok: true, detail: `GPTBots sees ${one.webhook_url}: ${got}.` };
  const effect = one.given ? 'Visitors would see Busy' : 'Visitors of another component would see Busy';
  return {
    ...about,
    ok: false,
    detail: `${effect}: GPTBots sees ${one.webhook_url}: ${got}.${one.given ? ` From here: ${fromHere}` : ''}`,
    fix: mendOf(one),
  };
}

/** Such as `reachable, HTTP 200, 120 ms`. */
export function sightOf({ reachable, http_status, latency_ms }: SeenWebhook): string {
  return [
    reachable ? 'reachable' : 'not reachable',
    http_status === null ? 'no HTTP status' : `HTTP ${http_status}`,
    ...(latency_ms === null ? [] : [`${latency_ms} ms`]),
  ].join(', ');
}

function mendOf({ http_status }: SeenWebhook): string {
  if (http_status === null) {
    return 'GPTBots gets no answer there. The host has to be public, with a DNS entry, no firewall in between, and a certificate of a public authority.';
  }
  if (http_status === 401 || http_status === 403) {
    return 'The URL that GPTBots has lacks the secret of your server, or has another one: enter it again, as `?token=<secret>` or as the last part of the path.';
  }
  if (http_status === 404 || http_status === 405) {
    return 'The URL that GPTBots has is not where your webhook is mounted: enter the right one.';
  }
  if (http_status === 400) {
    return 'The server refuses the availability test, a request with `istest: true`: it has to answer that with 200, as this package does since 0.4.0.';
  }
  return 'Look into the log of that server, and of what stands in front of it.';
}
