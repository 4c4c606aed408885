import type { Desk } from '../desk/desk.ts';
import { UnderWay } from '../internal/under-way.ts';
import type { Bridge } from './bridge.ts';
import type { Connector } from './connector.ts';
import { GuardedConnector } from './guarded-connector.ts';
import { Hearing } from './hearing.ts';
import { Missed } from './missed.ts';
import { Outcomes } from './outcomes.ts';
import { ReplyIds } from './reply-ids.ts';
import { bridgeReporter } from './reporter.ts';
import { RoomFollower } from './room-follower.ts';
import { type BridgeOptions, bridgeSettings } from './settings.ts';
import { Threads } from './threads.ts';

/**
 * Makes a bridge: the agents of another system answer the users of a desk. One bridge per desk: a session has one `ref`.
 *
 * @throws {GptBotsHumanError} kind `input`, when an option is wrong
 *
 * @example
 * const bridge = createBridge(desk, connector, { name: 'slack' });
 * await bridge.start();
 */
export function createBridge(desk: Desk, connector: Connector, options: BridgeOptions): Bridge {
  const settings = bridgeSettings(desk, connector, options);
  const { name, texts } = settings;
  const { report, reportQuietly } = bridgeReporter(settings);
  const guarded = new GuardedConnector(connector, settings);
  const ids = new ReplyIds(name);
  const underWay = new UnderWay();
  let over = new AbortController();
  const signal = () => over.signal;
  const outcomes = new Outcomes({ desk, connector: guarded, report, signal });
  const hearing = new Hearing({ desk, connector: guarded, outcomes, ids, texts, report, signal });
  const hear = (ref: string, reply: Parameters<Bridge['heard']>[1]) => underWay.track(hearing.heard(ref, reply));
  const missed = new Missed({ desk, connector: guarded, ids, report, hear: (ref, reply) => void hear(ref, reply) });
  const threads = new Threads(desk, guarded, ids);
  const follower = new RoomFollower({
    name,
    desk,
    connector: guarded,
    threads,
    missed,
    outcomes,
    ids,
    report: reportQuietly,
  });
  let following: Promise<void> | undefined;

  const bridge: Bridge = {
    async start() {
      if (over.signal.aborted) await bridge.stop();
      if (following) return;
      over = new AbortController();
      const started = desk.follow(`bridge:${name}`, (event) => follower.handle(event), {
        openFirst: true,
        signal: over.signal,
      });
      following = started;
      started
        .catch(() => {})
        .finally(() => {
          if (following === started) following = undefined;
        });
      // A desk that was shut down rejects at once.
      await Promise.race([started, Promise.resolve()]);
      void underWay.track(missed.askAll(over.signal));
    },
    async stop() {
      over.abort();
      await following?.catch(() => {});
      following = undefined;
      await underWay.ended();
      missed.clear();
    },
    heard: (ref, reply) => hear(ref, reply),
    taken: (ref, agent) => underWay.track(hearing.taken(ref, agent)),
    closed: (ref, agent) => underWay.track(hearing.closed(ref, agent)),
  };
  connector.listen?.(bridge);
  return bridge;
}
