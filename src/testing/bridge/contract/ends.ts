import { eventually, shows } from '../scene.ts';
import type { BridgeSuite } from '../suite.ts';

/** How conversations end. */
export function describeEnds({ describe, it, expect }: BridgeSuite): void {
  describe('connector: the end', () => {
    it('an agent who closes the thread ends the conversation, after what they wrote', async (scene) => {
      const visitor = await scene.platform.visitor();
      const { ref } = await scene.threadOf(visitor.conversationId);
      await scene.room.write(ref, { text: 'bye', agent: 'ann' });
      await scene.room.close(ref, 'ann');
      expect(await visitor.ended()).toBe('CLOSED_BY_SERVICE');
      expect(visitor.replies.map(({ body }) => body)).toEqual(['bye']);
      await eventually('a closed thread', async () => (await scene.threadOf(visitor.conversationId)).isClosed);
      expect((await scene.desk.session(visitor.conversationId))?.closeReason).toBe('agent_closed');
    });

    it('a visitor who leaves closes the thread', async (scene) => {
      const visitor = await scene.platform.visitor();
      await scene.threadOf(visitor.conversationId);
      await visitor.say('never mind');
      await visitor.leave();
      await shows(scene, visitor.conversationId, ['never mind']);
      await eventually('a closed thread', async () => (await scene.threadOf(visitor.conversationId)).isClosed);
    });

    it('a conversation that was closed elsewhere closes the thread', async (scene) => {
      const { conversationId } = await scene.platform.visitor();
      await scene.threadOf(conversationId);
      await scene.desk.close(conversationId, { farewell: 'Goodbye from the console', agent: { id: 'ben' } });
      await shows(scene, conversationId, ['Goodbye from the console']);
      await eventually('a closed thread', async () => (await scene.threadOf(conversationId)).isClosed);
    });

    it('what a visitor wrote too late is shown too', async (scene) => {
      const { platform, desk } = scene;
      const { conversationId } = await platform.visitor();
      await scene.threadOf(conversationId);
      await desk.close(conversationId);
      await eventually('a closed thread', async () => (await scene.threadOf(conversationId)).isClosed);
      const body = JSON.stringify({ conversation_id: conversationId, body: 'one more thing', timestamp: Date.now() });
      const request = { method: 'POST', url: '/chat', headers: {}, body };
      expect((await desk.webhook.handle(request)).status).toBe(200);
      await shows(scene, conversationId, ['one more thing']);
    });
  });
}
