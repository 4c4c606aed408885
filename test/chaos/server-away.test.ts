import { expect, it } from 'vitest';
import type { ServerProcess } from '../helpers/server-process.ts';
import { type Database, describeOnEachServer } from './support/databases.ts';
import { onceSettled } from './support/events-of.ts';
import { expectNothingLost } from './support/expect-nothing-lost.ts';
import { Fleet } from './support/fleet.ts';
import { openConversations, talk } from './support/load.ts';

const seed = 4;
const times = { commandTimeoutMs: 400, leaseMs: 1_500 };
// So many webhooks are answered with 503 before the server is back.
const refusals = 5;

describeOnEachServer('a server that goes away under load', ({ name, open }) => {
  it('and comes back with its files, loses, doubles and misplaces nothing', async () => {
    await awayUnderLoad(`${name}: killed twice`, await open({ isDurable: true }), async (server, whileAway) => {
      await server.kill();
      await whileAway();
      await server.start();
    });
  });

  it('because it hangs, loses, doubles and misplaces nothing', async () => {
    await awayUnderLoad(`${name}: suspended twice`, await open(), async (server, whileAway) => {
      server.suspend();
      await whileAway();
      server.resume();
    });
  });
});

async function awayUnderLoad(
  name: string,
  { server, choices }: Database,
  away: (server: ServerProcess, whileAway: () => Promise<void>) => Promise<void>,
): Promise<void> {
  if (!server) throw new Error('a file is never away');
  const fleet = await Fleet.start(choices(times));
  const visitors = await openConversations(fleet, 32);
  for (const round of [0, 1]) {
    const talking = talk(fleet, visitors, { name: `${round}`, replies: 10, chats: 10, seed: seed + round });
    await fleet.moreCalls(150);
    await away(server, async () => {
      const refused = () => fleet.proxy.answers.get(503) ?? 0;
      const end = refused() + refusals;
      while (refused() < end) await fleet.moreCalls(1);
    });
    await talking;
    for (const { body = '' } of await fleet.proxy.redeliver()) fleet.account.acknowledged(JSON.parse(body).body);
  }
  fleet.account.overtaken(await onceSettled('failed', choices().store));
  const report = await fleet.report(visitors);
  expectNothingLost(`${name} under load, seed ${seed}`, report);
  expect(report).toMatchObject({ replies: 640, chats: 640, notAcknowledged: 0, notRecorded: [] });
  expect([...fleet.proxy.answers.keys()].sort(), 'GPTBots gets 503 while it is away, and nothing worse').toEqual([
    200, 503,
  ]);
}
