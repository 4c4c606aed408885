import type { CallView } from '../simulate/views.ts';
import { hasFailed } from './call-filter.ts';
import { make } from './element.ts';

/** What a call is, in one row. */
export function rowOf(call: CallView): HTMLElement[] {
  const { kind, name, at, request, test, repeatOf, text, durationMs, fault } = call;
  const isOver = durationMs !== undefined;
  const what = make('span', 'what');
  what.append(make('span', 'name', name === 'unknown' ? request.path : name));
  if (test) what.append(' ', make('span', 'mark', 'availability test'));
  if (repeatOf !== undefined) what.append(' ', make('span', 'mark', 'sent again'));
  if (fault) what.append(' ', make('span', 'mark fault', fault));
  if (text) {
    const said = make('span', 'said', text);
    said.dir = 'auto';
    what.append(' ', said);
  }
  return [
    make('time', 'quiet', timeOf(at)),
    make('span', `kind ${kind}`, kind === 'api' ? 'API' : 'webhook'),
    what,
    make('span', `outcome ${isOver ? (hasFailed(call) ? 'bad' : 'good') : ''}`, outcomeOf(call, isOver)),
    make('span', 'duration', isOver ? `${Math.round(durationMs)} ms` : ''),
  ];
}

function outcomeOf({ answer }: CallView, isOver: boolean): string {
  return isOver ? String(answer?.status ?? 'no answer') : 'running';
}

/** The time of day, to the second, as narrow as it can be. */
export function timeOf(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB');
}
