import { existsSync, readFileSync } from 'node:fs';
import { parseCommand } from './arguments.ts';
import { runDoctor } from './doctor/doctor.ts';
import { reportFailure } from './failure.ts';
import { helpOn } from './help.ts';
import { runSimulate } from './simulate/simulate.ts';
import { sqlOf } from './sql.ts';

/** Runs the command that the arguments ask for. Resolves to the exit code; never rejects. */
export async function run(args: string[]): Promise<number> {
  try {
    const command = parseCommand(args, process.env);
    if (command.name === 'doctor') return await runDoctor(command.options);
    if (command.name === 'simulate') return await runSimulate(command.options);
    if (command.name === 'sql') console.log(sqlOf(command.options));
    else console.log(command.name === 'help' ? helpOn(command.topic) : packageVersion());
    return 0;
  } catch (error) {
    return reportFailure(error, args);
  }
}

function packageVersion(): string {
  // From dist/ it is one folder up, from src/cli/ two.
  const candidates = ['../package.json', '../../package.json'].map((path) => new URL(path, import.meta.url));
  const manifest = candidates.find((path) => existsSync(path));
  return manifest ? JSON.parse(readFileSync(manifest, 'utf8')).version : 'unknown';
}
