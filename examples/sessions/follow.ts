// Every change reaches the handler at least once, also those made while this process was away.
import type { Desk, Session } from 'gptbots-human/desk';

/** The other system. It may hear of the same change twice. */
export interface Crm {
  saveSession(session: Session): Promise<void>;
  erase(conversationId: string): Promise<void>;
}

/** Resolves when the desk is shut down. */
export async function followInto(desk: Desk, crm: Crm): Promise<void> {
  const following = desk.follow('crm', async (event) => {
    if (event.type === 'gap') await loadAll(desk, crm);
    else if (event.type === 'closed') await crm.saveSession(event.session);
    else if (event.type === 'forgotten') await crm.erase(event.conversationId);
  });
  await following;
}

async function loadAll(desk: Desk, crm: Crm): Promise<void> {
  for (let page: string | undefined; ; ) {
    const { sessions, next } = await desk.sessions({ state: 'closed', page });
    for (const session of sessions) await crm.saveSession(session);
    if (next === undefined) return;
    page = next;
  }
}
