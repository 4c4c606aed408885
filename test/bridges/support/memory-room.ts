import { type Bridge, type Connector, type HeardReply, ThreadGone } from 'gptbots-human/bridge';
import type { Room, RoomFailure } from 'gptbots-human/testing/bridge';

interface Thread {
  ref: string;
  texts: string[];
  isClosed: boolean;
  outcomes: Record<string, 'sent' | 'failed' | 'unknown'>;
  written: HeardReply[];
}

/** An agents' room in memory, and its connector. */
export function memoryRoom(): { connector: Connector; room: Room; calls: string[] } {
  const threads = new Map<string, Thread>();
  const calls: string[] = [];
  let [count, bridge, failure] = [0, undefined as Bridge | undefined, undefined as RoomFailure | undefined];

  const found = (ref: string): Thread => {
    const thread = threads.get(ref);
    if (!thread) throw new ThreadGone();
    return thread;
  };
  // Does something in the room, which may be failing.
  const act = async <T>(call: string, ref: string | undefined, work: () => T): Promise<T> => {
    calls.push(ref === undefined ? call : `${call} ${ref}`);
    const failing = failure && (failure.ref === undefined || failure.ref === ref) ? failure : undefined;
    if (failing?.kind === 'refused') throw new Error('refused');
    if (failing?.kind === 'limited') throw Object.assign(new Error('limited'), { retryAfterMs: failing.retryAfterMs });
    const result = work();
    if (failing) throw new Error('the answer was lost');
    return result;
  };

  const connector: Connector = {
    listen: (given) => {
      bridge = given;
    },
    open: (_session, transcript) =>
      act('open', undefined, () => {
        const ref = `thread-${++count}`;
        const texts = transcript.map(({ text }) => text);
        threads.set(ref, { ref, texts, isClosed: false, outcomes: {}, written: [] });
        return ref;
      }),
    post: (ref, { text }) => act('post', ref, () => void found(ref).texts.push(text)),
    outcome: (ref, { id, status }) =>
      act('outcome', ref, () => {
        const thread = threads.get(ref);
        if (thread) thread.outcomes[id] = status;
      }),
    overdue: (ref) => act('overdue', ref, () => void found(ref).texts.push('They wait.')),
    close: (ref) => act('close', ref, () => void Object.assign(found(ref), { isClosed: true })),
    missed: (ref) => act('missed', ref, () => [...found(ref).written]),
  };

  const room: Room = {
    threads: async () => [...threads.values()],
    async write(ref, { text, agent, told = true }) {
      const reply = { id: `${++count}`, text, agent: { id: agent } };
      const thread = found(ref);
      thread.texts.push(text);
      thread.written.push(reply);
      if (told) void bridge?.heard(ref, reply);
      return reply.id;
    },
    async repeat(ref, id) {
      const reply = found(ref).written.find((one) => one.id === id);
      if (reply) void bridge?.heard(ref, reply);
    },
    async close(ref, agent) {
      void bridge?.closed(ref, { id: agent });
    },
    async take(ref, agent) {
      void bridge?.taken(ref, { id: agent });
    },
    async remove(ref) {
      threads.delete(ref);
    },
    fail(how) {
      failure = how;
    },
    heal() {
      failure = undefined;
    },
  };
  return { connector, room, calls };
}
