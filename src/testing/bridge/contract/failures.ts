import { countOf, eventually, shows } from '../scene.ts';
import type { BridgeSuite } from '../suite.ts';

/** What goes wrong in the room. */
export function describeFailures({ describe, it, expect }: BridgeSuite): void {
  describe('connector: a room that fails', () => {
    for (const kind of ['refused', 'limited', 'lost'] as const) {
      it(`loses nothing and keeps the order, when what is posted is ${kind}`, async (scene) => {
        const visitor = await scene.platform.visitor();
        await scene.threadOf(visitor.conversationId);
        scene.room.fail({ kind, retryAfterMs: 1_100 });
        for (const text of ['first', 'second', 'third']) await visitor.say(text);
        await new Promise((resolve) => setTimeout(resolve, 300));
        scene.room.heal();
        const shown = await shows(scene, visitor.conversationId, ['first', 'second', 'third']);
        // One that may have arrived is posted again, and no other.
        for (const text of ['second', 'third']) expect(countOf(shown, text), text).toBe(1);
      });

      it(`opens a thread for a handoff that was ${kind}`, async (scene) => {
        scene.room.fail({ kind, retryAfterMs: 1_100 });
        const visitor = await scene.platform.visitor();
        await visitor.say('is anybody there?');
        await new Promise((resolve) => setTimeout(resolve, 300));
        scene.room.heal();
        await shows(scene, visitor.conversationId, ['is anybody there?']);
      });
    }

    it('goes on in the other threads', async (scene) => {
      const [stuck, other] = [await scene.platform.visitor(), await scene.platform.visitor()];
      const { ref } = await scene.threadOf(stuck.conversationId);
      await scene.threadOf(other.conversationId);
      scene.room.fail({ kind: 'refused', ref });
      await stuck.say('not yet');
      await other.say('at once');
      await shows(scene, other.conversationId, ['at once']);
      expect((await scene.threadOf(stuck.conversationId)).texts.join()).not.toContain('not yet');
      scene.room.heal();
      await shows(scene, stuck.conversationId, ['not yet']);
    });

    it('opens a thread that was deleted anew, with what was said so far', async (scene) => {
      const { platform, room } = scene;
      if (!room.remove) return;
      const visitor = await platform.visitor();
      const { ref } = await scene.threadOf(visitor.conversationId);
      await visitor.say('before');
      await shows(scene, visitor.conversationId, ['before']);
      await room.write(ref, { text: 'the answer', agent: 'ann' });
      await visitor.nextReply({ timeoutMs: 25_000 });
      await room.remove(ref);
      await visitor.say('after');
      const anew = await eventually('another thread', async () => {
        const now = (await scene.desk.session(visitor.conversationId))?.ref;
        return now === ref ? undefined : now;
      });
      await shows(scene, visitor.conversationId, ['before', 'the answer', 'after']);
      await room.write(anew, { text: 'still here', agent: 'ann' });
      expect((await visitor.nextReply({ timeoutMs: 25_000 })).body).toBe('still here');
    });
  });
}
