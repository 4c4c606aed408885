/** The command cannot run as it was asked for. */
export class UsageError extends Error {
  /** Whose help tells more. */
  readonly command: string | undefined;

  constructor(message: string, command?: string) {
    super(message);
    this.command = command;
  }
}
