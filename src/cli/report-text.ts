import type { CheckCase, CheckReport } from '../testing/check/check-webhook.ts';
import type { Colours } from './colour.ts';
import { printable } from './printable.ts';

type Secrets = readonly (string | undefined)[];

/** A report for people: what is wrong, what could be better, and how much is well. */
export function reportText(webhook: string, { cases }: CheckReport, secrets: Secrets, colours: Colours): string {
  const run = cases.filter((one) => one.skipped === undefined);
  const findings = run.filter((one) => !one.ok);
  const problems = findings.filter((one) => one.level === 'problem');
  const advice = findings.filter((one) => one.level === 'advice');
  const { bold, red, yellow, green } = colours;
  const counts = [
    problems.length > 0 ? red(counted(problems.length, 'problem')) : green('no problems'),
    ...(advice.length > 0 ? [yellow(counted(advice.length, 'piece of advice', 'pieces of advice'))] : []),
    `${run.length - findings.length} passed`,
    ...(cases.length > run.length ? [`${cases.length - run.length} skipped`] : []),
  ];
  return [
    ...groupedByFix(problems).map((group) => groupText(red(bold('Problem')), group, secrets)),
    ...groupedByFix(advice).map((group) => groupText(yellow(bold('Advice')), group, secrets)),
    `${bold(webhook)}: ${counts.join(', ')}`,
  ].join('\n\n');
}

// One mistake has several effects; its mend is said once.
function groupedByFix(findings: readonly CheckCase[]): CheckCase[][] {
  const groups = new Map<string | undefined, CheckCase[]>();
  for (const finding of findings) groups.set(finding.fix, [...(groups.get(finding.fix) ?? []), finding]);
  return [...groups.values()];
}

function groupText(heading: string, group: readonly CheckCase[], secrets: Secrets): string {
  const lines = group.map(({ detail }) => `${heading}  ${printable(detail, secrets)}`);
  const fix = group[0]?.fix;
  if (fix) lines.push(`  ${printable(fix, secrets)}`);
  return lines.join('\n');
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
