import { createHumanWebhook } from '../adapters/create-human-webhook.ts';
import { UnderWay } from '../internal/under-way.ts';
import { AgentCalls } from './agent-calls.ts';
import { argumentSchemas, checked } from './arguments.ts';
import { DurableFollowers } from './delivery/durable-followers.ts';
import { Followers } from './delivery/followers.ts';
import { HookRunner } from './delivery/hooks.ts';
import { Outbox } from './delivery/outbox.ts';
import { SendTurns } from './delivery/send-turns.ts';
import { Sweeper } from './delivery/sweeper.ts';
import { Waiters } from './delivery/waiters.ts';
import type { Desk, FollowOptions } from './desk.ts';
import { refusal, shutDown } from './errors.ts';
import { type DeskOptions, type DeskSettings, deskSettings } from './options.ts';
import { reporter } from './reporter.ts';
import type { StoreSettings } from './store/desk-store.ts';
import type { Change } from './types.ts';
import { webhookHandlers } from './webhook-handlers.ts';

/**
 * Makes a desk: it keeps the sessions of the users who asked for a human, and sends what those who answer reply.
 *
 * @throws {GptBotsHumanError} kind `input`, when an option is wrong
 *
 * @example
 * const desk = createDesk({ client, secret: process.env.GPTBOTS_WEBHOOK_SECRET });
 * app.use('/gptbots', desk.webhook.node);
 * await desk.reply(conversationId, 'Hello, this is Ann.');
 */
export function createDesk(options: DeskOptions): Desk {
  const settings = deskSettings(options);
  const { store, client, clock, telemetry } = settings;
  const failed = reporter(settings);
  const hooks = new HookRunner(settings, failed);
  const waiters: Waiters = new Waiters(store, (conversationId, id) => outbox.isSending(conversationId, id));
  const sendTurns = new SendTurns(clock);
  const heard = (changes: Change[]) => {
    waiters.hear(changes);
    telemetry?.changed(changes);
  };
  const changed = (changes: Change[]) => {
    heard(changes);
    void hooks.run(changes);
  };
  const outbox = new Outbox({ client, store, clock, sendTurns, waiters, changed, failed, telemetry });
  // Resolves once nothing due is left; what it started is still being sent.
  const sweepDue = async () => {
    const sending: Promise<void>[] = [];
    for (;;) {
      const { changes, waiting, more, error } = await store.sweep();
      changed(changes);
      if (error !== undefined) failed(error, undefined);
      for (const conversationId of waiting) {
        const turn = sendTurns.next();
        sending.push(outbox.run(await store.step('start', { conversationId }, turn.id), turn));
      }
      if (!more) return sending;
    }
  };
  const sweep = async () => void (await sweepDue());
  // Its timer goes on in the context of the call that came first.
  const sweepAlone = telemetry ? () => telemetry.background(sweep) : sweep;
  const sweeper = new Sweeper(clock, sweepAlone, failed);
  const agentCalls = new AgentCalls({ store, sendTurns, waiters, outbox, clock, changed, telemetry });
  const awake = () => sweeper.start();
  const webhook = createHumanWebhook({
    ...options,
    ...webhookHandlers({ settings, secret: options.secret, sendTurns, outbox, heard, hooks, changed, failed, awake }),
    dedupe: false,
    ordered: true,
  });
  store.open(storeSettings(settings));
  const unwatched = telemetry?.open(async () => store.counts());

  const followers = new Followers(store);
  const durableFollowers = new DurableFollowers({ store, clock, failed });
  const callsUnderWay = new UnderWay();
  let shutdown: Promise<void> | undefined;
  const open = () => {
    if (shutdown) throw shutDown();
    awake();
  };

  return {
    webhook,
    async reply(conversationId, text, given = {}) {
      open();
      const { signal, ...rest } = checked('reply', argumentSchemas.reply, { conversationId, text, ...given });
      return callsUnderWay.track(agentCalls.reply({ ...rest, from: 'agent' }, signal));
    },
    async notify(conversationId, text, given = {}) {
      open();
      const { signal, ...rest } = checked('notify', argumentSchemas.notify, { conversationId, text, ...given });
      return callsUnderWay.track(agentCalls.reply({ ...rest, from: 'system' }, signal));
    },
    async close(conversationId, given = {}) {
      open();
      return callsUnderWay.track(
        agentCalls.close(checked('close', argumentSchemas.close, { conversationId, ...given })),
      );
    },
    async claim(conversationId, agent, given = {}) {
      open();
      const { from, ...rest } = checked('claim', argumentSchemas.claim, { conversationId, agent, ...given });
      return agentCalls.decide(conversationId, store.step('claim', { ...rest, from }));
    },
    async release(conversationId, agent) {
      open();
      const given = checked('release', argumentSchemas.release, { conversationId, agentId: agent });
      return agentCalls.decide(conversationId, store.step('release', given));
    },
    async label(conversationId, given) {
      open();
      const { add, remove } = checked('label', argumentSchemas.label, { conversationId, ...given });
      return agentCalls.decide(conversationId, store.step('label', { conversationId, add, remove }));
    },
    async link(conversationId: string, ref: string, given: { from?: string | null } = {}) {
      open();
      return agentCalls.decide(
        conversationId,
        store.step('link', checked('link', argumentSchemas.link, { conversationId, ref, ...given })),
      );
    },
    async find(ref) {
      open();
      return store.find(checked('find', argumentSchemas.find, { ref }).ref);
    },
    async session(conversationId) {
      open();
      return store.session(checked('session', argumentSchemas.session, { conversationId }).conversationId);
    },
    async sessions(query = {}) {
      open();
      return store.sessions(checked('sessions', argumentSchemas.sessions, query));
    },
    async counts() {
      open();
      return store.counts();
    },
    async position(conversationId) {
      open();
      const { before, length } = await store.line(
        checked('position', argumentSchemas.position, { conversationId }).conversationId,
      );
      if (before !== undefined) return { position: before + 1, waiting: length };
      if (!(await store.session(conversationId))) throw refusal('not_found', conversationId);
      return undefined;
    },
    async transcript(conversationId, query = {}) {
      open();
      const { after, limit } = checked('transcript', argumentSchemas.transcript, { conversationId, ...query });
      const messages = await store.transcript(conversationId, { after, limit });
      if (!messages) throw refusal('not_found', conversationId);
      return messages;
    },
    events(given = {}) {
      open();
      const { after, signal } = checked('events', argumentSchemas.events, given);
      return followers.follow(after, signal);
    },
    async follow(name: string, handler: (event: never) => unknown, given: FollowOptions = {}) {
      open();
      return durableFollowers.follow(checked('follow', argumentSchemas.follow, { name, handler, ...given }));
    },
    async forget(which) {
      open();
      return { sessions: await store.forget(checked('forget', argumentSchemas.forget, which)) };
    },
    async sweep() {
      open();
      await Promise.all(await sweepDue());
      await hooks.ended();
    },
    async shutdown(given = {}) {
      const { timeoutMs } = checked('shutdown', argumentSchemas.shutdown, given);
      shutdown ??= shutDownWithin(timeoutMs);
      return shutdown;
    },
  };

  // What is not done in time goes on elsewhere, once the lease has run out.
  async function shutDownWithin(timeoutMs: number): Promise<void> {
    const followersEnd = durableFollowers.end();
    const done = (async () => {
      // It wants a moment at least.
      await webhook.drain({ timeoutMs: Math.max(1, timeoutMs) });
      await sweeper.stop();
      await followersEnd;
      await callsUnderWay.ended();
      await outbox.ended();
      await hooks.ended();
    })();
    let timer: ReturnType<typeof clock.start> | undefined;
    const timeUp = new Promise<void>((resolve) => {
      timer = clock.start(timeoutMs, resolve);
    });
    await Promise.race([done, timeUp]);
    timer?.cancel();
    outbox.stop();
    followers.end();
    unwatched?.();
    waiters.tellAll({ isOver: true });
    await store.shutdown();
  }
}

function storeSettings(settings: DeskSettings): StoreSettings {
  const { waitTimeoutMs, idleTimeoutMs, orphanTimeoutMs, maxOrphans, remind, clock } = settings;
  const { waitingMs = Number.POSITIVE_INFINITY, answerMs = Number.POSITIVE_INFINITY } = remind;
  return {
    waitTimeoutMs,
    idleTimeoutMs,
    orphanTimeoutMs,
    maxOrphans,
    remindFirstReplyMs: waitingMs,
    remindReplyMs: answerMs,
    clock,
  };
}
