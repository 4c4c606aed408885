import type { Message } from '../../../desk/index.ts';
import type { Messages, Neighbours } from '../../../desk/rules/messages.ts';

/** All messages of a conversation in a list, looked through from its beginning: as plain as what the rules ask for can be. */
export class PlainMessages implements Messages {
  readonly all: Message[] = [];

  byId(id: string): Message | undefined {
    return this.all.find((message) => message.id === id);
  }

  bySeq(seq: number): Message | undefined {
    return this.all.find((message) => message.seq === seq);
  }

  bySeqs(seqs: readonly number[]): Message[] {
    return seqs.flatMap((seq) => this.bySeq(seq) ?? []);
  }

  around(at: number): Neighbours {
    const shown = this.all
      .filter(({ from, order }) => from === 'user' && order > 0)
      .sort((one, other) => one.order - other.order || one.seq - other.seq);
    const after = shown.findIndex((message) => message.at > at);
    return after < 0 ? { before: shown.at(-1), after: undefined } : { before: shown[after - 1], after: shown[after] };
  }

  put(message: Message): void {
    if (!this.bySeq(message.seq)) this.all.push(message);
  }
}
