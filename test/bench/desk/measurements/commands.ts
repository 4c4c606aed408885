import { type Row, summarise } from '../../report.ts';
import type { CountedCommands } from '../programs/commands.ts';
import { runProgram } from '../run-program.ts';
import type { Measurement } from '../tables.ts';

// Two for each step: what is kept is loaded, and what has changed is committed. The establish is one with a greeting, and
// sending takes steps of its own.
const targets = { chat: 2, establish: 4, reply: 4, close: 4 };

/** How often a message of each kind goes to Redis and back, and with how many commands. */
export const commandRows: Measurement = async (place, { isWanted }) => {
  if (place.kind !== 'redis') return [];
  const kinds = Object.entries(targets).map(([kind, target]) => ({
    kind,
    target,
    name: place.label(`commands and round trips of ${kind === 'establish' ? 'an establish' : `a ${kind}`}`),
  }));
  if (!kinds.some(({ name }) => isWanted(name))) return [];
  console.error(`${place.label('commands')} ...`);
  const { env, close } = await place.open();
  try {
    const counted: CountedCommands[] = await runProgram('commands', { env });
    return kinds
      .filter(({ name }) => isWanted(name))
      .map(({ kind, target, name }) => commandRow(name, target, kind, counted));
  } finally {
    await close();
  }
};

function commandRow(name: string, target: number, kind: string, counted: CountedCommands[]): Row {
  const messages = counted.filter((one) => one.kind === kind);
  const commands = summarise(messages.map((one) => one.commands));
  const roundTrips = summarise(messages.map((one) => one.roundTrips));
  return {
    name,
    result: `${commands.median}, ${roundTrips.median}`,
    target: `<= ${target}, ${target}`,
    verdict: commands.median <= target && roundTrips.median <= target ? 'met' : 'missed',
    // A sweep, once a second, may come in between.
    spread: `${roundTrips.min} - ${roundTrips.max}`,
    rounds: messages.length,
  };
}
