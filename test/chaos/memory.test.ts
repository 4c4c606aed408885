import { expect, it } from 'vitest';
import { expectNothingLost } from './support/expect-nothing-lost.ts';
import { Fleet } from './support/fleet.ts';
import { openConversations, switchOnFaults, talk } from './support/load.ts';

it('loses, doubles and misplaces nothing on one instance with a memory store, with faults switched on', async () => {
  const seed = 1;
  const fleet = await Fleet.start({ store: { kind: 'memory' }, instances: 1 });
  const visitors = await openConversations(fleet, 40);
  switchOnFaults(fleet, seed, {
    api: {
      'drop-after-accept': 0.01,
      'reset-after-accept': 0.01,
      'drop-before-accept': 0.01,
      '500-after-accept': 0.01,
      'code-40000': 0.01,
      '429': 0.02,
    },
    webhook: { duplicate: 0.05, 'twice-at-once': 0.05, reorder: 0.05, delay: 0.01 },
  });
  await talk(fleet, visitors, { name: '', replies: 20, chats: 20, seed });
  const report = await fleet.report(visitors);
  expectNothingLost(`one instance, memory store, seed ${seed}`, report);
  expect(report).toMatchObject({ replies: 800, chats: 800, notAcknowledged: 0 });
});
