// All that a desk keeps of a user, as JSON: for who asks what you know of them. `desk.forget({ userKey })` erases it.
import type { Desk, Message, Session } from 'gptbots-human/desk';

export async function exportUser(desk: Desk, userKey: string): Promise<string> {
  const exported: { session: Session; messages: Message[] }[] = [];
  for (let page: string | undefined; ; ) {
    const { sessions, next } = await desk.sessions({ userKey, page });
    for (const session of sessions)
      exported.push({ session, messages: await messagesOf(desk, session.conversationId) });
    if (next === undefined) return JSON.stringify(exported, undefined, 2);
    page = next;
  }
}

async function messagesOf(desk: Desk, conversationId: string): Promise<Message[]> {
  const messages: Message[] = [];
  for (;;) {
    const more = await desk.transcript(conversationId, { after: messages.at(-1)?.seq ?? 0 });
    if (more.length === 0) return messages;
    messages.push(...more);
  }
}
