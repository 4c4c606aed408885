import { parseCommand } from './arguments.ts';
import { runDoctor } from './doctor.ts';
import { helpOn } from './help.ts';
import { runSimulate } from './simulate.ts';
import { UsageError } from './usage-error.ts';
import { packageVersion } from './version.ts';

/** Runs the command that the arguments ask for. Resolves to the exit code. */
export async function run(args: string[]): Promise<number> {
  try {
    const command = parseCommand(args, process.env);
    if (command.name === 'help') console.log(helpOn(command.topic));
    else if (command.name === 'version') console.log(packageVersion());
    else if (command.name === 'doctor') return await runDoctor(command.options);
    else return await runSimulate(command.options);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(
      `gptbots-human: ${error.message} See gptbots-human ${error.command ?? ''} --help.`.replace('  ', ' '),
    );
    return 2;
  }
}
