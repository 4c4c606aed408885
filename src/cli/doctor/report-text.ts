import type { CheckCase } from '../../testing/check/check-webhook.ts';
import { type Colours, indented, maxColumns } from '../terminal.ts';
import { type SeenByGptBots, type SeenWebhook, sightOf } from './seen-by-gptbots.ts';

/** What `doctor` found, safe to print. */
export interface Report {
  webhook: string;
  /** No case of level `problem` failed. */
  ok: boolean;
  /** Whether a secret was sent, in words. */
  secret: string;
  gptbots: SeenByGptBots;
  /** What was seen of the given URL from this machine. */
  fromHere: string;
  cases: CheckCase[];
}

type Paint = (text: string) => string;
type Count = [text: string, paint: Paint];

/** A report for people: what is wrong, what could be better, what GPTBots sees, and how much is well. */
export function reportText(report: Report, colours: Colours, isVerbose: boolean): string {
  const { cases, gptbots, secret } = report;
  const skipped = cases.filter((one) => one.skipped !== undefined);
  const findings = cases.filter((one) => one.skipped === undefined && !one.ok);
  const problems = findings.filter((one) => one.level === 'problem');
  const advice = findings.filter((one) => one.level === 'advice');
  const { bold, red, yellow, green, dim } = colours;
  const counts: Count[] = [problems.length > 0 ? [counted(problems.length, 'problem'), red] : ['no problems', green]];
  if (advice.length > 0) counts.push([counted(advice.length, 'piece of advice', 'pieces of advice'), yellow]);
  counts.push([`${cases.length - skipped.length - findings.length} passed`, plain]);
  if (skipped.length > 0) counts.push([`${skipped.length} skipped${isVerbose ? '' : ' (--verbose)'}`, plain]);
  const blocks = [
    ...groupedByFix(problems).map((group) => groupText('Problem', (text) => red(bold(text)), group)),
    ...groupedByFix(advice).map((group) => groupText('Advice', (text) => yellow(bold(text)), group)),
    ...(isVerbose && skipped.length > 0 ? [skippedText(skipped, dim)] : []),
    ...('results' in gptbots && gptbots.results.length > 0 ? [seenText(gptbots.results, report.fromHere, bold)] : []),
    [
      summary(report.webhook, counts, bold),
      indented(secret, '           ', '  Secret:  '),
      ...('notTested' in gptbots
        ? [indented(`tested no URL: ${gptbots.notTested}`, '           ', '  GPTBots: ')]
        : []),
    ].join('\n'),
  ];
  return blocks.join('\n\n');
}

// One mistake has several effects, but its fix is printed once.
function groupedByFix(findings: readonly CheckCase[]): CheckCase[][] {
  const groups = new Map<string | undefined, CheckCase[]>();
  for (const finding of findings) groups.set(finding.fix, [...(groups.get(finding.fix) ?? []), finding]);
  return [...groups.values()];
}

function groupText(heading: string, paint: Paint, group: readonly CheckCase[]): string {
  const indent = ' '.repeat(heading.length + 2);
  const lines = group.map(({ detail }) => indented(detail, indent, `${paint(heading)}  `));
  const fix = group[0]?.fix;
  if (fix) lines.push(indented(fix, '  '));
  return lines.join('\n');
}

// The reason once, for many have the same.
function skippedText(skipped: readonly CheckCase[], dim: Paint): string {
  const names = new Map<string, string[]>();
  for (const { name, skipped: why = '' } of skipped) names.set(why, [...(names.get(why) ?? []), name]);
  return [...names]
    .map(([why, those]) => `${indented(why, '         ', `${dim('Skipped')}  `)}\n${indented(those.join('; '), '  ')}`)
    .join('\n');
}

function seenText(results: readonly SeenWebhook[], fromHere: string, bold: Paint): string {
  const lines = results.flatMap((one) => {
    const component = [one.component_name || 'without a name', one.component_id && `(${one.component_id})`];
    return [
      indented(one.webhook_url || 'no URL', '  '),
      indented(`${one.type || 'unknown type'}, component ${component.filter(Boolean).join(' ')}`, '    '),
      indented(sightOf(one), '    '),
      ...(one.given ? [indented(`From here: ${fromHere}`, '    ')] : []),
    ];
  });
  return [bold('What GPTBots sees'), ...lines].join('\n');
}

function summary(webhook: string, counts: readonly Count[], bold: Paint): string {
  const length = `${webhook}: ${counts.map(([text]) => text).join(', ')}`.length;
  const painted = counts.map(([text, paint]) => paint(text)).join(', ');
  if (length <= maxColumns) return `${bold(webhook)}: ${painted}`;
  return `${indented(`${webhook}:`, '').split('\n').map(bold).join('\n')}\n  ${painted}`;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function plain(text: string): string {
  return text;
}
