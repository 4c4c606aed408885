import type { Desk, DeskEvent, Session } from 'gptbots-human/desk';

/** What the page of an agent shows. */
export interface Page {
  show(sessions: Session[]): void;
  apply(event: DeskEvent): void;
}

export async function fill(page: Page, desk: Desk, signal: AbortSignal): Promise<void> {
  const { sessions, cursor } = await desk.sessions({ state: 'waiting' });
  page.show(sessions);
  for await (const event of desk.events({ after: cursor, signal })) page.apply(event);
}
