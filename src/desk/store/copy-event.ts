import type { DeskEvent, Message, Session } from '../types.ts';

/** A copy for each follower, so that none sees what another one changed. */
export function copyEvent(event: DeskEvent): DeskEvent {
  const copy = { ...event };
  if ('session' in copy) copy.session = copySession(copy.session);
  if ('transcript' in copy && copy.transcript) copy.transcript = copy.transcript.map(copyMessage);
  if ('message' in copy) copy.message = copyMessage(copy.message);
  return copy;
}

function copySession<One extends Session>(session: One): One {
  const { user, channel, labels } = session;
  const copy = { ...session, user: { ...user }, channel: { ...channel }, labels: [...labels] };
  if (copy.agent) copy.agent = { ...copy.agent };
  return copy;
}

function copyMessage(message: Message): Message {
  const copy = { ...message };
  if (copy.agent) copy.agent = { ...copy.agent };
  return copy;
}
