import { context, trace } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { recorded, withContext } from '../../telemetry/support/recorded.ts';
import { pass } from '../support/passing-time.ts';
import { eventually } from '../support/reading.ts';
import { type Instance, setUp } from '../support/scene.ts';
import { describeOnEachStore, type NewStore } from '../support/stores.ts';

describeOnEachStore('the span of what a desk sends', (openPlace) => {
  withContext();

  async function watched(newStore: NewStore) {
    const sdk = recorded();
    const { desk, client } = sdk.telemetry;
    // However long the store takes, the user waits.
    const waitTimeoutMs = 86_400_000;
    const scene = await setUp(newStore, { desk: { ...desk, waitTimeoutMs }, client, platform: { waitTimeoutMs } });
    // Runs a call in a span of its own, as that of a request of the agent's would be.
    const inSpan = <T>(name: string, call: () => Promise<T>) => {
      const span = sdk.tracer.startSpan(name);
      span.end();
      return { id: span.spanContext().spanId, done: context.with(trace.setSpan(context.active(), span), call) };
    };
    const sends = (name = 'sendReply') => sdk.spans().filter((span) => span.name === `gptbots_human.${name}`);
    return { ...scene, ...sdk, inSpan, sends };
  }

  it('links to the call that made it, and is below it when it is sent from there', async () => {
    const { platform, a, inSpan, sends } = await watched(openPlace());
    const { conversationId } = await platform.visitor({ transcript: [] });
    const replied = inSpan('reply', () => a.desk.reply(conversationId, 'hello'));
    await replied.done;
    const closed = inSpan('close', () => a.desk.close(conversationId, { farewell: 'bye' }));
    await closed.done;
    expect(sends()).toMatchObject([
      { links: [replied.id], parent: replied.id },
      { links: [closed.id], parent: closed.id },
    ]);
    expect(sends('closeSession')).toMatchObject([{ links: [closed.id], parent: closed.id }]);
  });

  it('links to the call of another instance, and is not below the one that is being sent', async () => {
    const { platform, a, b, inSpan, sends } = await watched(openPlace());
    const { conversationId } = await platform.visitor({ transcript: [] });
    const gate = a.api.hold();
    const first = inSpan('first', () => a.desk.reply(conversationId, 'one'));
    await gate.arrived;
    const second = inSpan('second', () => b.desk.reply(conversationId, 'two'));
    const third = inSpan('third', () => b.desk.reply(conversationId, 'three'));
    await isStored(b, conversationId, 3);
    const alone = b.desk.reply(conversationId, 'from no span');
    await isStored(b, conversationId, 4);
    gate.open();
    await Promise.all([first.done, second.done, third.done, alone]);
    expect(sends().map(({ links }) => links)).toEqual([[first.id], [second.id], [third.id], []]);
    expect(sends().map(({ parent }) => parent)).toEqual([first.id, undefined, undefined, undefined]);
  });

  it('links to the call although the instance that was called is gone', async () => {
    const { clock, platform, a, b, inSpan, sends } = await watched(openPlace());
    const { conversationId } = await platform.visitor({ transcript: [] });
    await b.desk.sessions();
    const gate = a.api.hold();
    const lost = inSpan('lost', () => Promise.allSettled([a.desk.reply(conversationId, 'one')]));
    await gate.arrived;
    const waiting = inSpan('waiting', () => Promise.allSettled([a.desk.reply(conversationId, 'two')]));
    await isStored(b, conversationId, 2);
    const gone = a.desk.shutdown({ timeoutMs: 1 });
    await pass(clock, 1);
    await gone;
    await eventually(async () => {
      await pass(clock, 1000);
      expect(sends().map(({ links }) => links)).toContainEqual([waiting.id]);
    });
    gate.open();
    await Promise.all([lost.done, waiting.done]);
  });

  it('has no link when no span was active, and the message says nothing of any call', async () => {
    const { platform, a, inSpan, sends } = await watched(openPlace());
    const { conversationId } = await platform.visitor({ transcript: [] });
    await a.desk.reply(conversationId, 'one');
    const told = await inSpan('reply', () => a.desk.reply(conversationId, 'two')).done;
    expect(sends()[0]).toMatchObject({ links: [], parent: undefined });
    const transcript = await a.desk.transcript(conversationId);
    for (const message of [told, ...transcript]) expect(Object.keys(message)).not.toContain('origin');
  });

  it('of a greeting links to the establish', async () => {
    const { telemetry, sdk, platform } = await greeted(openPlace());
    expect(telemetry).toBeDefined();
    const visitor = await platform.visitor({ transcript: [] });
    await visitor.nextReply();
    await eventually(() => {
      const establish = sdk.spans().find(({ kind }) => kind === 'SERVER');
      const greeting = sdk.spans().find(({ kind }) => kind === 'CLIENT');
      expect(greeting).toMatchObject({ links: [establish?.id], parent: establish?.id });
    });
  });

  async function greeted(newStore: NewStore) {
    const sdk = recorded();
    const desk = { ...sdk.telemetry.desk, greeting: 'welcome' };
    return { ...(await setUp(newStore, { desk, client: sdk.telemetry.client })), sdk, telemetry: sdk.telemetry };
  }
});

async function isStored({ desk }: Instance, conversationId: string, messages: number): Promise<void> {
  await eventually(async () => expect(await desk.transcript(conversationId)).toHaveLength(messages));
}
