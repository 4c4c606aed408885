/** One answer, as it came over the wire. */
export interface RawAnswer {
  status: number;
  headers: Map<string, string>;
  body: Buffer;
}

/** Takes answers off a connection's bytes; throws at the first that is not well formed. */
export class AnswerReader {
  #received: Buffer = Buffer.alloc(0);
  /** Nothing more will come; what ends with the connection is whole. */
  isClosed = false;

  add(part: Buffer): void {
    this.#received = Buffer.concat([this.#received, part]);
  }

  /** What was received and belongs to no answer. */
  get rest(): string {
    return this.#received.toString('latin1');
  }

  /** The next whole answer to a request of this method, or undefined while it is under way. */
  take(method: string): RawAnswer | undefined {
    for (;;) {
      const end = this.#received.indexOf('\r\n\r\n');
      if (end < 0) return undefined;
      const { status, headers } = readHead(this.#received.subarray(0, end).toString('latin1'));
      const bodyAt = end + 4;
      // An interim answer; the real one follows.
      if (status < 200) {
        this.#received = this.#received.subarray(bodyAt);
        continue;
      }
      const isWithout = method === 'HEAD' || status === 204 || status === 304;
      const length = isWithout ? 0 : this.#bodyLength(headers, this.#received.subarray(bodyAt));
      if (length === undefined || this.#received.length < bodyAt + length) return undefined;
      const body = this.#received.subarray(bodyAt, bodyAt + length);
      this.#received = this.#received.subarray(bodyAt + length);
      return { status, headers, body };
    }
  }

  // Of the body as it stands on the wire. Only a framework's own answers come in chunks, and in one piece.
  #bodyLength(headers: Map<string, string>, after: Buffer): number | undefined {
    const length = headers.get('content-length');
    if (length !== undefined) return Number(length);
    if (headers.get('transfer-encoding') === 'chunked') {
      const end = after.indexOf('0\r\n\r\n');
      return end < 0 ? undefined : end + 5;
    }
    return this.isClosed ? after.length : undefined;
  }
}

function readHead(head: string): { status: number; headers: Map<string, string> } {
  const [statusLine = '', ...lines] = head.split('\r\n');
  const status = /^HTTP\/1\.1 (\d{3}) [\x20-\x7e]*$/.exec(statusLine)?.[1];
  if (status === undefined) throw new Error(`not a status line: ${JSON.stringify(statusLine.slice(0, 200))}`);
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*)$/.exec(line) ?? [];
    if (name === undefined) throw new Error(`not a header: ${JSON.stringify(line.slice(0, 200))}`);
    headers.set(name.toLowerCase(), value ?? '');
  }
  return { status: Number(status), headers };
}
