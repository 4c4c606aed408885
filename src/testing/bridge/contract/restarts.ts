import { countOf, eventually, shows } from '../scene.ts';
import type { BridgeSuite } from '../suite.ts';

/** What happens while no bridge runs. */
export function describeRestarts({ describe, it, expect }: BridgeSuite): void {
  describe('connector: a restart', () => {
    it('shows what visitors did meanwhile', async (scene) => {
      const { platform } = scene;
      const visitor = await platform.visitor();
      await visitor.say('before');
      await shows(scene, visitor.conversationId, ['before']);
      await scene.bridge.stop();
      await visitor.say('meanwhile');
      const another = await platform.visitor({ transcript: [{ message_type: 'QUESTION', text: 'new here' }] });
      await scene.startAnew();
      const shown = await shows(scene, visitor.conversationId, ['before', 'meanwhile']);
      expect(countOf(shown, 'before'), 'nothing is posted twice after a stop').toBe(1);
      await shows(scene, another.conversationId, ['new here']);
    });

    it('sends what agents wrote meanwhile, once, where the connector has `missed`', async (scene) => {
      if (!scene.connectorHas('missed')) return;
      const visitor = await scene.platform.visitor();
      const { ref } = await scene.threadOf(visitor.conversationId);
      await scene.room.write(ref, { text: 'one', agent: 'ann' });
      await visitor.nextReply({ timeoutMs: 25_000 });
      await scene.bridge.stop();
      await scene.room.write(ref, { text: 'two', agent: 'ann', told: false });
      await scene.room.write(ref, { text: 'three', agent: 'ann', told: false });
      await scene.startAnew();
      await eventually('the last reply', async () => visitor.replies.at(-1)?.body === 'three');
      expect(visitor.replies.map(({ body }) => body)).toEqual(['one', 'two', 'three']);
    });

    it('hears agents as before', async (scene) => {
      const visitor = await scene.platform.visitor();
      const { ref } = await scene.threadOf(visitor.conversationId);
      await scene.bridge.stop();
      await scene.startAnew();
      await scene.room.write(ref, { text: 'hello', agent: 'ann' });
      expect((await visitor.nextReply({ timeoutMs: 25_000 })).body).toBe('hello');
      await scene.room.close(ref, 'ann');
      await visitor.ended();
    });
  });
}
