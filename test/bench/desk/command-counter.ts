/** Counts the commands a client writes to Redis: arrays of texts that say how long they are, in pieces of any length. */
export class CommandCounter {
  #rest = '';

  /** Returns how many were completed by these bytes. */
  add(bytes: Buffer): number {
    // One character for each byte, whatever the encoding.
    this.#rest += bytes.toString('latin1');
    let commands = 0;
    for (;;) {
      const end = endOfCommand(this.#rest);
      if (end === undefined) return commands;
      this.#rest = this.#rest.slice(end);
      commands++;
    }
  }
}

// Undefined as long as the first command is not complete.
function endOfCommand(text: string): number | undefined {
  const parts = lineAt(text, 0, '*');
  if (!parts) return undefined;
  let { end } = parts;
  for (let part = 0; part < parts.number; part++) {
    const length = lineAt(text, end, '$');
    if (!length) return undefined;
    end = length.end + length.number + '\r\n'.length;
  }
  return end <= text.length ? end : undefined;
}

function lineAt(text: string, start: number, sign: string): { number: number; end: number } | undefined {
  const end = text.indexOf('\r\n', start);
  if (end < 0) return undefined;
  if (text[start] !== sign) throw new Error(`expected ${sign} in what a client writes to Redis`);
  return { number: Number(text.slice(start + 1, end)), end: end + '\r\n'.length };
}
