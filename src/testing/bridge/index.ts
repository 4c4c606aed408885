/** What every connector of a bridge has to do. */
import type { TestRunner } from '../store/suite.ts';
import { describeEnds } from './contract/ends.ts';
import { describeFailures } from './contract/failures.ts';
import { describeReplies } from './contract/replies.ts';
import { describeRestarts } from './contract/restarts.ts';
import { describeThreads } from './contract/threads.ts';
import type { ConnectedRoom } from './room.ts';
import { bridgeSuite } from './suite.ts';

export type { Expect, Matchers, TestRunner } from '../store/suite.ts';
export type { ConnectedRoom, Room, RoomFailure, RoomThread } from './room.ts';

/**
 * The tests of a connector, in the words of your test runner. They use no hooks, only `describe`, `it` and Jest's matchers.
 * The suite brings the desk, the visitors and the bridge; you bring the connector, and a {@link Room}: the agents' side.
 *
 * @example
 * connectorContract({ describe, it, expect }, async () => {
 *   const desk = await startMyHelpDesk(); // a stand-in for its API, empty
 *   return { connector: myConnector({ baseUrl: desk.url }), room: roomOf(desk), close: () => desk.close() };
 * });
 *
 * @param make a connector and its room, for each test anew
 */
export function connectorContract(runner: TestRunner, make: () => Promise<ConnectedRoom>): void {
  const suite = bridgeSuite(runner, make);
  for (const describe of [describeThreads, describeReplies, describeEnds, describeFailures, describeRestarts]) {
    describe(suite);
  }
}
