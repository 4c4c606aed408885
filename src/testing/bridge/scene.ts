import type { Bridge } from '../../bridges/bridge.ts';
import { createBridge } from '../../bridges/create-bridge.ts';
import { GptBotsHumanClient } from '../../client/client.ts';
import { createDesk } from '../../desk/create-desk.ts';
import type { Desk } from '../../desk/desk.ts';
import type { DeskOptions } from '../../desk/options.ts';
import { createPlatform, type Platform } from '../platform.ts';
import type { ConnectedRoom, Room, RoomThread } from './room.ts';

/** A desk behind a simulated GPTBots, and a bridge from it to the room. */
export interface BridgeScene {
  desk: Desk;
  platform: Platform;
  room: Room;
  bridge: Bridge;
  /** Whether the connector has this function. */
  connectorHas(name: 'outcome' | 'overdue' | 'close' | 'missed'): boolean;
  /** Starts another bridge in place of one that was stopped, as after a restart. */
  startAnew(): Promise<void>;
  /** The thread of a conversation, once there is one. */
  threadOf(conversationId: string): Promise<RoomThread>;
  /** Stops everything. */
  close(): Promise<void>;
}

/** Sets the scene: the bridge is started, and the room is empty. */
export async function bridgeScene(
  { connector, room, close }: ConnectedRoom,
  options: Partial<Pick<DeskOptions, 'remind'>> = {},
): Promise<BridgeScene> {
  const platform = createPlatform();
  const client = new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch, maxRetries: 0 });
  // Failures are what many of these tests are about.
  const quiet = { logger: {}, onError: () => {} };
  const desk = createDesk({ client, secret: false, ...quiet, ...options });
  platform.connect(desk.webhook);
  const newBridge = () => createBridge(desk, connector, { name: 'room', ...quiet });
  let bridge = newBridge();
  await bridge.start();
  return {
    desk,
    platform,
    room,
    get bridge() {
      return bridge;
    },
    connectorHas: (name) => typeof connector[name] === 'function',
    async startAnew() {
      bridge = newBridge();
      await bridge.start();
    },
    async threadOf(conversationId) {
      return eventually('a thread that is linked', async () => {
        const ref = (await desk.session(conversationId))?.ref;
        const threads = await room.threads();
        return threads.find((thread) => thread.ref === ref);
      });
    },
    async close() {
      room.heal();
      await bridge.stop();
      await desk.shutdown();
      await close();
    },
  };
}

const everyMs = 20;
const patienceMs = 25_000;

/** Asks again until there is an answer that is not false or undefined. */
export async function eventually<T>(what: string, ask: () => Promise<T | false | undefined>): Promise<T> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > until)
      throw new Error(`Expected ${what}, and it did not come within ${patienceMs / 1_000} s.`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** The texts of a thread in one, once they have all of these words in this order; other texts may stand between. */
export async function shows(scene: BridgeScene, conversationId: string, words: readonly string[]): Promise<string> {
  let last = '';
  try {
    return await eventually('', async () => {
      last = (await scene.threadOf(conversationId)).texts.join('\n');
      let from = 0;
      const isShown = words.every((word) => {
        const at = last.indexOf(word, from);
        from = at + word.length;
        return at >= 0;
      });
      return isShown ? last : undefined;
    });
  } catch {
    throw new Error(
      `Expected the thread to show ${JSON.stringify(words)} in this order; it shows ${JSON.stringify(last)}`,
    );
  }
}

/** How often a text holds another. */
export function countOf(text: string, part: string): number {
  return text.split(part).length - 1;
}
