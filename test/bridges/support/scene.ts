import { GptBotsHumanClient } from 'gptbots-human';
import { type Bridge, type BridgeOptions, type Connector, createBridge } from 'gptbots-human/bridge';
import { createDesk, type Desk, type DeskOptions, type DeskStore, memoryStore } from 'gptbots-human/desk';
import { createPlatform, type Platform } from 'gptbots-human/testing';
import { onTestFinished } from 'vitest';
import { memoryRoom } from './memory-room.ts';

export interface BridgeScene extends ReturnType<typeof memoryRoom> {
  platform: Platform;
  desk: Desk;
  bridge: Bridge;
  /** What `onError` of the bridges heard. */
  errors: unknown[];
  /** Another instance on the same store: a desk, and a bridge that was not started. */
  another(): { desk: Desk; bridge: Bridge };
}

export interface BridgeSceneOptions {
  desk?: Partial<DeskOptions>;
  bridge?: Partial<BridgeOptions>;
  /** In the place of functions of the connector in memory. */
  connector?: Partial<Connector>;
  store?: DeskStore;
}

/** A desk, a room in memory, and a bridge that was not started. All of it ends with the test. */
export function setUpBridge({
  desk: ofDesk,
  bridge: ofBridge,
  connector,
  store,
}: BridgeSceneOptions = {}): BridgeScene {
  const platform = createPlatform();
  const shared = store ?? memoryStore({ leaseMs: 1_000 });
  const room = memoryRoom();
  Object.assign(room.connector, connector);
  const errors: unknown[] = [];
  const another = () => {
    const client = new GptBotsHumanClient({ apiKey: 'test', fetch: platform.fetch, maxRetries: 0 });
    const desk = createDesk({ client, secret: false, store: shared, logger: {}, onError: () => {}, ...ofDesk });
    const onError = (error: unknown) => errors.push(error);
    const bridge = createBridge(desk, room.connector, { name: 'room', onError, ...ofBridge });
    onTestFinished(async () => {
      room.room.heal();
      await bridge.stop();
      await desk.shutdown();
    });
    return { desk, bridge };
  };
  const first = another();
  platform.connect(first.desk.webhook);
  return { ...room, ...first, platform, errors, another };
}

/** Resolves once what is under way has had time to happen; for what is not to happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
