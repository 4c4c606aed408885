/**
 * Where an event stands. Transactions get their ids in order, and one that knows of another has a greater id. The ids begin
 * anew when a server came back without its newest ones, or elsewhere; so before them stands the run of the server.
 */
export interface Position {
  /** When this run of the server was noticed, in microseconds. */
  run: string;
  /** The id of the transaction that wrote the event. */
  xid: string;
  /** In its transaction, from 1; 0 stands before the first one. */
  seq: string;
}

/** A position as text, of one width, so that texts sort as positions do. */
export function writePosition({ run, xid, seq }: Position): string {
  return `${run.padStart(16, '0')}-${xid.padStart(18, '0')}-${seq.padStart(6, '0')}`;
}

/** Undefined for what is no position. */
export function readPosition(text: string): Position | undefined {
  const [, run, xid, seq] = /^(\d{16})-(\d{18})-(\d{6})$/.exec(text) ?? [];
  return run && xid && seq ? { run, xid, seq } : undefined;
}
