import type { FollowerState } from '../../../desk/index.ts';
import type { Suite } from '../suite.ts';
import { setUp } from './set-up.ts';

export function describeFollowers({ describe, it, expect }: Suite): void {
  describe('what is kept of a durable follower', () => {
    it('is what was kept last, by its name, also for other stores', async (scope) => {
      const { store, another, clock } = await setUp(scope);
      const read = (name: string) => store.follower(name, () => undefined);
      expect(await read('crm')).toBeUndefined();
      const state: FollowerState = { cursor: 'a cursor', holder: 'one', until: 5 };
      let told: unknown[] = [];
      const keep = (known: FollowerState | undefined, now: number) => {
        told = [known, now];
        return state;
      };
      expect(await store.follower('crm', keep)).toEqual(state);
      expect(told).toEqual([undefined, clock.now()]);
      expect(await read('crm')).toEqual(state);
      expect(await read('other')).toBeUndefined();
      expect(await (await another()).follower('crm', () => undefined)).toEqual(state);
    });

    it('is changed by one at a time', async (scope) => {
      const { store, another } = await setUp(scope);
      const stores = [store, await another(), await another()];
      const count = (known: FollowerState | undefined) => ({ cursor: '', holder: '', until: (known?.until ?? 0) + 1 });
      await Promise.all(Array.from({ length: 30 }, (_, index) => stores[index % 3]?.follower('crm', count)));
      expect(await store.follower('crm', () => undefined)).toMatchObject({ until: 30 });
    });
  });
}
