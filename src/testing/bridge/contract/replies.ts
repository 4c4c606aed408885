import { countOf, eventually, shows } from '../scene.ts';
import type { BridgeSuite } from '../suite.ts';

const ann = 'ann';

/** What agents write. */
export function describeReplies({ describe, it, expect }: BridgeSuite): void {
  describe('connector: what agents write', () => {
    it('reaches the visitor in order, and is not posted again in its thread', async (scene) => {
      const visitor = await scene.platform.visitor();
      const { ref } = await scene.threadOf(visitor.conversationId);
      for (const text of ['one moment', 'it is here', 'anything else?'])
        await scene.room.write(ref, { text, agent: ann });
      for (const text of ['one moment', 'it is here', 'anything else?']) {
        expect((await visitor.nextReply({ timeoutMs: 25_000 })).body).toBe(text);
      }
      // What comes after it in the thread shows that nothing is on its way.
      await visitor.say('no, thanks');
      const shown = await shows(scene, visitor.conversationId, ['no, thanks']);
      expect(countOf(shown, 'it is here'), 'as the agent wrote it, and no more').toBe(1);
    });

    it('reaches the visitor once, however often the room tells of it', async (scene) => {
      const visitor = await scene.platform.visitor();
      const { ref } = await scene.threadOf(visitor.conversationId);
      const id = await scene.room.write(ref, { text: 'hello', agent: ann });
      await scene.room.repeat(ref, id);
      await visitor.nextReply({ timeoutMs: 25_000 });
      await scene.room.repeat(ref, id);
      await scene.room.write(ref, { text: 'the end', agent: ann });
      await eventually('the last reply', async () => visitor.replies.at(-1)?.body === 'the end');
      expect(visitor.replies.map(({ body }) => body)).toEqual(['hello', 'the end']);
    });

    it('has its outcome shown: sent, failed, and unknown', async (scene) => {
      const { platform, room } = scene;
      const visitor = await platform.visitor();
      const { ref } = await scene.threadOf(visitor.conversationId);
      const outcomeOf = async (id: string) => (await scene.threadOf(visitor.conversationId)).outcomes?.[id];
      if (!(await scene.threadOf(visitor.conversationId)).outcomes) return;
      const sent = await room.write(ref, { text: 'hello', agent: ann });
      await eventually('the outcome `sent`', async () => (await outcomeOf(sent)) === 'sent');
      platform.faults.api('refuse');
      const failed = await room.write(ref, { text: 'again', agent: ann });
      await eventually('the outcome `failed`', async () => (await outcomeOf(failed)) === 'failed');
      await room.repeat(ref, failed);
      await eventually('the outcome of the second try', async () => (await outcomeOf(failed)) === 'sent');
      platform.faults.api('500-after-accept');
      const unknown = await room.write(ref, { text: 'perhaps', agent: ann });
      await eventually('the outcome `unknown`', async () => (await outcomeOf(unknown)) === 'unknown');
      await room.repeat(ref, unknown);
      await room.write(ref, { text: 'the end', agent: ann });
      await eventually('the last reply', async () => visitor.replies.at(-1)?.body === 'the end');
      expect(visitor.replies.map(({ body }) => body)).toEqual(['hello', 'again', 'perhaps', 'the end']);
    });

    it('after the end reaches nobody', async (scene) => {
      const { platform, room } = scene;
      const visitor = await platform.visitor();
      const { ref } = await scene.threadOf(visitor.conversationId);
      await visitor.leave();
      await eventually(
        'a closed session',
        async () => (await scene.desk.session(visitor.conversationId))?.state === 'closed',
      );
      const id = await room.write(ref, { text: 'are you there?', agent: ann });
      const { outcomes } = await scene.threadOf(visitor.conversationId);
      if (outcomes) {
        const outcomeOf = async () => (await scene.threadOf(visitor.conversationId)).outcomes?.[id];
        await eventually('the outcome `failed`', async () => (await outcomeOf()) === 'failed');
      }
      expect(visitor.replies).toEqual([]);
    });

    it('takes the conversation for them, where a room has that; somebody else is told who has it', async (scene) => {
      const { platform, room, desk } = scene;
      if (!room.take) return;
      const { conversationId } = await platform.visitor();
      const { ref } = await scene.threadOf(conversationId);
      await room.take(ref, ann);
      const owner = await eventually(
        'an agent of the session',
        async () => (await desk.session(conversationId))?.agent,
      );
      const before = (await scene.threadOf(conversationId)).texts.length;
      await room.take(ref, 'ben');
      await eventually('a line that says so', async () => (await scene.threadOf(conversationId)).texts.length > before);
      expect((await desk.session(conversationId))?.agent).toEqual(owner);
    });
  });
}
