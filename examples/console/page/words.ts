// How people, conversations and times are called.
import type { Session } from 'gptbots-human/desk';
import { me } from './ask.ts';

// By so much the server's clock, which the deadlines are on, is ahead of this one.
let ahead = 0;
export const setServerNow = (now: number) => (ahead = now - Date.now());
export const serverNow = () => Date.now() + ahead;

export const timeOf = (at: number) => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
const seconds = (ms: number) => (ms < 100_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`);

/** Who it is, by the best that is known. */
export const whoIs = ({ user, conversationId }: Session) =>
  user.name || user.email || user.userId || user.phone || `Visitor ${conversationId.slice(-4)}`;

/** The first letters of the first two words. */
export const initialsOf = (name: string) =>
  [...name.matchAll(/(?<![^\s@._-])[^\s@._-]/gu)].slice(0, 2).join('').toUpperCase();

export const isMine = ({ agent }: Session) => agent?.id === me().id;

/** Where the user writes from, in a word. */
export function channelOf({ channel: { type, name = '' } }: Session): string {
  if (!type) return name;
  const [kind = ''] = type.split('_');
  return channels[kind] ?? kind.charAt(0) + kind.slice(1).toLowerCase();
}
const channels: Record<string, string> = {
  API: 'API',
  DINGTALK: 'DingTalk',
  LINE: 'LINE',
  LIVECHAT: 'LiveChat',
  WHATSAPP: 'WhatsApp',
  WXKF: 'WeChat',
};

const leftOf = ({ deadlineAt = 0 }: Session) => deadlineAt - serverNow();
/** Whether there is hardly time left. */
export const isUrgent = (session: Session) => session.state === 'waiting' && leftOf(session) < 20_000;

/** How a conversation stands, in a few words. */
export function factOf(session: Session): string {
  const { state, deadlineAt, agent, openedAt, answeredAt } = session;
  const answered = answeredAt ? `, first answer after ${seconds(answeredAt - openedAt)}` : '';
  if (state === 'closed') return `${endOf(session)}${answered}`;
  const holder = agent && `with ${isMine(session) ? me().name : (agent.name ?? agent.id)}`;
  if (state === 'connected') return `${holder ?? 'nobody has it'}${answered}`;
  const left = leftOf(session);
  const time = left > 0 ? `${seconds(left)} left to answer` : 'no time left to answer';
  return [deadlineAt ? time : 'waiting', holder].filter(Boolean).join(', ');
}

/** Which place in line that is: "3rd of 12 in line". */
export function placeOf({ position, waiting }: { position: number; waiting: number }): string {
  const ending = { one: 'st', two: 'nd', few: 'rd' }[ordinals.select(position) as string] ?? 'th';
  return `${position}${ending} of ${waiting} in line`;
}
const ordinals = new Intl.PluralRules('en', { type: 'ordinal' });

/** Why it is over. */
export const endOf = ({ closeReason = '' }: { closeReason?: string }) => closings[closeReason] ?? closeReason;
const closings: Record<string, string> = {
  user_closed: 'the user left',
  timeout: 'GPTBots ended it, as nobody wrote any more',
  agent_closed: 'closed by an agent',
  never_answered: 'nobody answered in time',
  abandoned: 'nothing was heard for long',
  turned_away: 'the desk turned the user away',
};
