import type { RequestListener, Server } from 'node:http';
import type { HumanWebhookOptions } from 'gptbots-human';
import { expect } from 'vitest';
import {
  type CheckCase,
  type CheckOptions,
  type CheckReport,
  runChecks,
} from '../../../src/testing/check/check-webhook.ts';
import { Run } from '../../../src/testing/check/run.ts';
import { checkSettings } from '../../../src/testing/check/settings.ts';
import type { WebhookTarget } from '../../../src/testing/types.ts';
import { serve } from '../../helpers/serve.ts';
import { type TestWebhook, testWebhook } from '../../helpers/test-webhook.ts';

/** A webhook that gives up on slow bodies soon, so that a check of it does not take ten seconds. */
export function quickWebhook(options: Partial<HumanWebhookOptions> = {}): TestWebhook {
  return testWebhook({ bodyTimeoutMs: 1500, ...options });
}

/**
 * Checks a webhook behind something that waits for the end of every body. The body without an end is given up after a
 * second, not after 15; nothing else has less time.
 */
export function checkBriefly(target: WebhookTarget, options: CheckOptions = {}): Promise<CheckReport> {
  return runChecks(new Run(target, { ...checkSettings(options), unfinishedMs: 1000 }));
}

/** Serves something, and gives the URL of a webhook under /gptbots. */
export async function served(listenerOrServer: RequestListener | Server): Promise<string> {
  return `http://127.0.0.1:${await serve(listenerOrServer)}/gptbots`;
}

/** The failed cases, as a reader sees them. */
export function failures({ cases }: CheckReport): string[] {
  return cases.filter(({ ok }) => !ok).map(({ level, name, detail, fix }) => `${level}: ${name}. ${detail} ${fix}`);
}

/** The names of the failed cases of level problem. */
export function problems({ cases }: CheckReport): string[] {
  return cases.filter(({ ok, level }) => !ok && level === 'problem').map(({ name }) => name);
}

/** The case of this name. */
export function caseOf({ cases }: CheckReport, name: string): CheckCase {
  const found = cases.find((one) => one.name === name);
  if (!found) throw new Error(`expected a case "${name}" among:\n${cases.map((one) => one.name).join('\n')}`);
  return found;
}

/** Expects that a case failed, and that it says what it means, what was seen, and what to do. */
export function expectFailure(
  report: CheckReport,
  name: string,
  { level = 'problem', detail, fix }: { level?: CheckCase['level']; detail: RegExp | string; fix: RegExp | string },
): void {
  const found = caseOf(report, name);
  expect(found, `expected "${name}" to fail`).toMatchObject({ ok: false, level });
  expect(found.skipped).toBeUndefined();
  expect(found.detail).toMatch(detail);
  expect(found.fix).toMatch(fix);
  if (level === 'problem') expect(report.ok, 'expected a problem to fail the whole').toBe(false);
}

/** What cannot be caused from outside, and is listed as skipped in every report. */
export const neverTried = [
  'a handler that throws',
  'a handler that declines',
  'a handler that is too slow',
  'verify that says no',
  'an availability test that opens a conversation',
  'an availability test that is replied to',
  'a webhook that is shutting down',
];

/** The names of the skipped cases. */
export function skippedCases({ cases }: CheckReport): string[] {
  return cases.filter(({ skipped }) => skipped).map(({ name }) => name);
}
