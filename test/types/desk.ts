import { type Declined, type EstablishRequest, GptBotsHumanClient, type HumanWebhook } from 'gptbots-human';
import {
  type Agent,
  type CloseOptions,
  createDesk,
  type Desk,
  type DeskDatabase,
  type DeskEvent,
  type DeskOptions,
  type DeskStore,
  databaseStore,
  type Message,
  memoryStore,
  type ReplyOptions,
  type Session,
} from 'gptbots-human/desk';
import { expectTypeOf } from 'vitest';
import { proves } from './proves.ts';

// The types of the desk …

proves('are those of the documentation', () => {
  expectTypeOf(createDesk).toEqualTypeOf<(options: DeskOptions) => Desk>();
  expectTypeOf<Desk['webhook']>().toEqualTypeOf<HumanWebhook>();
  expectTypeOf<Desk['reply']>().toEqualTypeOf<(id: string, text: string, options?: ReplyOptions) => Promise<Message>>();
  expectTypeOf<Desk['close']>().toEqualTypeOf<(id: string, options?: CloseOptions) => Promise<Session>>();
  expectTypeOf<Desk['claim']>().returns.resolves.toEqualTypeOf<Session>();
  expectTypeOf<Desk['release']>().parameters.toEqualTypeOf<[string, Agent | string]>();
  expectTypeOf<Desk['link']>().parameters.toEqualTypeOf<[string, string]>();
  expectTypeOf<Desk['find']>().returns.resolves.toEqualTypeOf<Session | undefined>();
  expectTypeOf<Desk['session']>().returns.resolves.toEqualTypeOf<Session | undefined>();
  expectTypeOf<Desk['sessions']>().returns.resolves.toEqualTypeOf<{
    sessions: Session[];
    next?: string;
    cursor: string;
  }>();
  expectTypeOf<Desk['transcript']>().returns.resolves.toEqualTypeOf<Message[]>();
  expectTypeOf<Desk['events']>().returns.toEqualTypeOf<AsyncIterable<DeskEvent>>();
  expectTypeOf<Desk['shutdown']>().returns.resolves.toEqualTypeOf<void>();
});

proves('tell an event’s kind by its type', () => {
  const read = (event: DeskEvent) => {
    switch (event.type) {
      case 'message':
      case 'settled':
        expectTypeOf(event.message).toEqualTypeOf<Message>();
        expectTypeOf(event).not.toHaveProperty('session');
        break;
      case 'forgotten':
        expectTypeOf(event).not.toHaveProperty('session');
        break;
      case 'overdue':
        expectTypeOf(event.waitingFor).toEqualTypeOf<'first_reply' | 'reply'>();
        expectTypeOf(event.since).toBeNumber();
        expectTypeOf(event.session).toEqualTypeOf<Session>();
        break;
      case 'opened':
        expectTypeOf(event.transcript).toEqualTypeOf<Message[]>();
        break;
      case 'connected':
        expectTypeOf(event.session.connectedAt).toBeNumber();
        break;
      case 'closed':
        expectTypeOf(event.session.closedAt).toBeNumber();
        expectTypeOf(event.session.closeReason).not.toBeUndefined();
        break;
      case 'updated':
        expectTypeOf(event.session).toEqualTypeOf<Session>();
        expectTypeOf(event).not.toHaveProperty('message');
        break;
      default:
        // The switch is exhaustive.
        expectTypeOf(event).toBeNever();
        return;
    }
    expectTypeOf(event.cursor).toBeString();
    expectTypeOf(event.conversationId).toBeString();
    expectTypeOf(event.at).toBeNumber();
  };
  expectTypeOf(read).returns.toBeVoid();
});

proves('complete states, reasons and statuses', () => {
  expectTypeOf<Session['state']>().toEqualTypeOf<'waiting' | 'connected' | 'closed'>();
  expectTypeOf<Session['closeReason']>().toEqualTypeOf<
    'user_closed' | 'timeout' | 'agent_closed' | 'never_answered' | 'abandoned' | 'turned_away' | undefined
  >();
  expectTypeOf<Message['from']>().toEqualTypeOf<'user' | 'bot' | 'agent' | 'system'>();
  expectTypeOf<Message['status']>().toEqualTypeOf<'received' | 'pending' | 'sent' | 'failed' | 'unknown'>();
  expectTypeOf<{ state: 'open' }>().not.toExtend<NonNullable<Parameters<Desk['sessions']>[0]>>();
});

proves('require a client and a secret, and let all else be left out, and be undefined', () => {
  const client = new GptBotsHumanClient({ apiKey: 'key' });
  const least = { client, secret: 'secret' };
  expectTypeOf(least).toExtend<DeskOptions>();
  expectTypeOf<{ client: GptBotsHumanClient }>().not.toExtend<DeskOptions>();
  expectTypeOf<{ secret: string }>().not.toExtend<DeskOptions>();
  const unset = { ...least, secret: process.env.SECRET, store: undefined, greeting: undefined, onMessage: undefined };
  expectTypeOf(unset).toExtend<DeskOptions>();
  expectTypeOf<{ id: undefined; agent: undefined; signal: undefined }>().toExtend<ReplyOptions>();
});

proves('take the webhook’s options, but not what the desk does itself', () => {
  expectTypeOf<'basePath'>().toExtend<keyof DeskOptions>();
  expectTypeOf<'verify'>().toExtend<keyof DeskOptions>();
  expectTypeOf<'onHandled'>().toExtend<keyof DeskOptions>();
  for (const own of ['establish', 'chat', 'close', 'dedupe', 'ordered'] as const) {
    expectTypeOf(own).not.toExtend<keyof DeskOptions>();
  }
});

proves('give hooks and accept what they are about', () => {
  const options: Partial<DeskOptions> = {
    accept: (request) => {
      expectTypeOf(request).toEqualTypeOf<EstablishRequest>();
      return request.bot_id !== '';
    },
    onOpened: (session) => expectTypeOf(session).toEqualTypeOf<Session>(),
    onMessage: async (message) => expectTypeOf(message).toEqualTypeOf<Message>(),
    onUnanswered: (session) => expectTypeOf(session.closedAt).toBeNumber(),
    onOverdue: (session, { waitingFor }) => {
      expectTypeOf(session).toEqualTypeOf<Session>();
      expectTypeOf(waitingFor).toEqualTypeOf<'first_reply' | 'reply'>();
    },
    onError: (error, { conversation_id }) => {
      expectTypeOf(error).toBeUnknown();
      expectTypeOf(conversation_id).toEqualTypeOf<string | undefined>();
    },
  };
  expectTypeOf(options).toExtend<Partial<DeskOptions>>();
  expectTypeOf<() => Declined>().toExtend<DeskOptions['accept']>();
  expectTypeOf<() => string>().not.toExtend<DeskOptions['accept']>();
});

proves('let a third party write a store', () => {
  expectTypeOf(memoryStore).returns.toEqualTypeOf<DeskStore>();
  expectTypeOf<DeskOptions['store']>().toEqualTypeOf<DeskStore | undefined>();
  expectTypeOf(databaseStore).parameter(0).toEqualTypeOf<DeskDatabase>();
  expectTypeOf(databaseStore).returns.toEqualTypeOf<DeskStore>();
});
