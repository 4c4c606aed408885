import { countOf, eventually, shows } from '../scene.ts';
import type { BridgeSuite } from '../suite.ts';

/** What the agents see. */
export function describeThreads({ describe, it, expect }: BridgeSuite): void {
  describe('connector: what agents see', () => {
    it('a handoff makes one thread, which shows what was said before', async (scene) => {
      const { platform, desk, room } = scene;
      const transcript = [
        { message_type: 'QUESTION', text: 'where is my parcel' },
        { message_type: 'ANSWER', text: 'on its way' },
      ];
      const { conversationId } = await platform.visitor({ transcript, user: { user_name: 'Grace' } });
      await shows(scene, conversationId, ['where is my parcel', 'on its way']);
      const [thread] = await room.threads();
      expect(thread?.isClosed, 'a new thread is not closed').toBe(false);
      expect((await desk.find(thread?.ref ?? ''))?.conversationId).toBe(conversationId);
      expect(await room.threads()).toHaveLength(1);
    });

    it('what the visitor writes comes in order, each once, and in their own thread', async (scene) => {
      const [one, other] = [await scene.platform.visitor(), await scene.platform.visitor()];
      const words = ['first', 'second', 'third', 'fourth', 'fifth'];
      for (const word of words) {
        await one.say(`${word} of one`);
        await other.say(`${word} of the other`);
      }
      const shown = await shows(
        scene,
        one.conversationId,
        words.map((word) => `${word} of one`),
      );
      for (const word of words) expect(countOf(shown, `${word} of one`), 'each once').toBe(1);
      expect(shown).not.toContain('of the other');
      await shows(
        scene,
        other.conversationId,
        words.map((word) => `${word} of the other`),
      );
    });

    it('what agents elsewhere and the desk itself say is shown', async (scene) => {
      const { platform, desk } = scene;
      const { conversationId } = await platform.visitor();
      await desk.notify(conversationId, 'You are next.');
      await desk.reply(conversationId, 'Hello from the console', { agent: { id: 'ann', name: 'Ann' } });
      await shows(scene, conversationId, ['You are next.', 'Hello from the console']);
    });

    it('a visitor may write anything, of any length, and it is all shown', async (scene) => {
      const visitor = await scene.platform.visitor();
      const numbers = Array.from({ length: 1_500 }, (_, index) => `n${index}`);
      await visitor.say(
        'hello <!channel> @everyone @here <@U012AB3CD> *bold* _it_ `code` [a](https://example.com) </b> & \\ done',
      );
      await visitor.say(numbers.join(' '));
      await visitor.say(`${'🙂'.repeat(5_000)} the end`);
      const shown = await shows(scene, visitor.conversationId, ['hello', 'done', ...numbers, 'the end']);
      expect(
        /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(shown),
        'half a character',
      ).toBe(false);
      expect(countOf(shown, '🙂')).toBe(5_000);
    });

    it(
      'a reminder is shown, where the connector has `overdue`',
      async (scene) => {
        if (!scene.connectorHas('overdue')) return;
        const { conversationId } = await scene.platform.visitor();
        const before = (await scene.threadOf(conversationId)).texts.length;
        await eventually('a reminder', async () => (await scene.threadOf(conversationId)).texts.length > before);
      },
      { remind: { waitingMs: 500 } },
    );
  });
}
