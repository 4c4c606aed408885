import type { Session } from '../../desk/types.ts';
import type { Connector } from '../connector.ts';
import { AgentsSide } from './agents-side.ts';
import { ArrivalOrder } from './arrival-order.ts';
import type { ChatLike } from './chat-like.ts';
import { buttons, customerName, lineOf } from './handoff-card.ts';
import { Openings } from './openings.ts';
import { adapterOf, type ChatSdkOptions, checkOptions, isInRoom } from './options.ts';
import { showOutcome } from './outcome.ts';
import { Rooms } from './rooms.ts';
import { wordsFor } from './texts.ts';

/**
 * Slack, Teams, Google Chat and Discord, through a `Chat` of the npm package `chat`: each conversation is a thread in a
 * channel. The connector initializes the `Chat` and listens to it. You route its webhooks, as `chat.webhooks.slack`.
 *
 * @throws GptBotsHumanError of kind `input`: no channel, no adapter for it, or a `Chat` that would throw messages away
 * because it was not made with `concurrency: 'concurrent'`
 */
export function chatSdkConnector(chat: ChatLike, options: ChatSdkOptions): Connector {
  const channel = checkOptions(chat, options);
  const texts = wordsFor(options.texts);
  const rooms = new Rooms(chat);
  const openings = new Openings(rooms, texts);
  const agents = new AgentsSide(rooms, texts);
  const channelOf = (session: Session) => options.channelFor?.(session) ?? channel;
  // A Chat may have other work, in other channels.
  const isOurs = (threadId: string) => {
    if (options.channelFor) return isInRoom(threadId);
    const room = adapterOf(chat, channel);
    if (!threadId.startsWith(`${room.name}:`)) return false;
    return room.channelIdFromThreadId(threadId) === room.channelIdFromThreadId(channel);
  };

  const order = new ArrivalOrder();
  order.keep(chat, isOurs);
  chat.onSubscribedMessage(async (thread, message) => {
    if (!isOurs(thread.id)) return;
    const told = agents.wrote(thread.id, message);
    order.handedOver(message);
    await told;
  });
  chat.onAction(Object.values(buttons), async (action) => {
    if (isOurs(action.threadId)) await agents.pressed(action);
  });

  return {
    listen(bridge) {
      agents.bridge = bridge;
    },
    async open(session, transcript) {
      return openings.open(channelOf(session), session, transcript);
    },
    async post(ref, message, session) {
      // It goes on when the user writes after the desk's own clock has closed it.
      if (session.state !== 'closed' && rooms.stateOf(ref) !== 'open') {
        if (rooms.stateOf(ref) === 'over') await rooms.say(ref, texts.goesOn);
        await rooms.subscribe(ref);
      }
      await rooms.say(ref, lineOf(message, session, texts));
    },
    async outcome(ref, outcome, error) {
      await showOutcome(rooms, texts, ref, outcome, error);
    },
    async overdue(ref, session) {
      await rooms.say(ref, texts.overdue(customerName(session, texts)));
    },
    async close(ref, { closeReason }) {
      await rooms.say(ref, `${texts.ended[closeReason]} ${texts.nothingSent}`);
      await rooms.unsubscribe(ref);
      // An agent who wrote at this very moment is told that it was too late.
      await agents.catchUp(ref);
    },
    async missed(ref, session) {
      // What a Chat with its state in memory has forgotten.
      await rooms.subscribe(ref);
      return agents.missed(ref, session);
    },
  };
}
