// Tells everybody in line where they stand. Call it when the line has moved, and now and then.
import type { Desk } from 'gptbots-human/desk';

export async function tellPositions(desk: Desk): Promise<void> {
  const { sessions } = await desk.sessions({ state: 'waiting' });
  for (const { conversationId } of sessions) {
    const place = await desk.position(conversationId);
    if (!place) continue;
    const text = `You are number ${place.position} of ${place.waiting} in line.`;
    // The same id is one notice: nobody reads the same number twice, however many instances call this.
    await desk.notify(conversationId, text, { id: `position ${place.position} of ${place.waiting}` });
  }
}
