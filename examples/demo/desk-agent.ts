/** An agent of the console, as its page is one: over HTTP. */
export interface DeskAgent {
  reply(conversationId: string, text: string): Promise<void>;
  close(conversationId: string, farewell: string): Promise<void>;
  /** Rejects when the conversation has no such message of the user. */
  hears(conversationId: string, text: string): Promise<void>;
}

/** Somebody who works at the console of this address. */
export function deskAgent(console: string, timeoutMs: number): DeskAgent {
  async function ask(id: string, action: string, texts?: object) {
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(texts) };
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(`${console}/api/sessions/${id}/${action}`, { signal, ...(texts && post) });
    const answer = await response.json();
    if (!response.ok) throw new Error(`The console did not ${action}: ${answer.message}`);
    return answer;
  }

  return {
    reply: (id, text) => ask(id, 'reply', { agent: 'Ann', text }),
    close: (id, farewell) => ask(id, 'close', { agent: 'Ann', farewell }),
    async hears(id, text) {
      // Stored before GPTBots had its 200, so it is there or never comes.
      const messages: { from: string; text: string }[] = await ask(id, 'messages');
      if (!messages.some((one) => one.from === 'user' && one.text === text)) {
        throw new Error(`The console does not have what the user wrote: ${text}`);
      }
    },
  };
}
