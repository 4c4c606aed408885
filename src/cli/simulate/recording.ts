import { type FileHandle, open } from 'node:fs/promises';
import { UsageError } from '../failure.ts';
import type { CallView } from './views.ts';

/** The file of --record: one call a line, as JSON, each when it has ended. */
export class Recording {
  readonly #file: FileHandle;
  readonly #failed: (error: unknown) => void;
  #written: Promise<unknown> = Promise.resolve();
  #isFailed = false;

  /**
   * Empties the file, or makes it.
   *
   * @param failed called once, when no more can be written
   * @throws {UsageError} when the file cannot be written
   */
  static async to(path: string, failed: (error: unknown) => void): Promise<Recording> {
    try {
      return new Recording(await open(path, 'w'), failed);
    } catch (error) {
      throw new UsageError(`--record cannot write ${path} (${codeOf(error)}).`);
    }
  }

  private constructor(file: FileHandle, failed: (error: unknown) => void) {
    this.#file = file;
    this.#failed = failed;
  }

  /** Adds a call. */
  add(call: CallView): void {
    if (this.#isFailed) return;
    this.#written = this.#written
      .then(() => this.#file.appendFile(`${JSON.stringify(call)}\n`))
      .catch((error: unknown) => {
        if (!this.#isFailed) this.#failed(error);
        this.#isFailed = true;
      });
  }

  /** Resolves once all is written. */
  async close(): Promise<void> {
    await this.#written;
    await this.#file.close();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
