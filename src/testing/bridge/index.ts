/** What every connector of a bridge has to do. */
import type { TestRunner } from '../store/suite.ts';
import type { ConnectedRoom } from './room.ts';

export type { Expect, Matchers, TestRunner } from '../store/suite.ts';
export type { ConnectedRoom, Room, RoomFailure, RoomThread } from './room.ts';

/**
 * The tests of a connector, in the words of your test runner. They use no hooks, only `describe`, `it` and Jest's matchers.
 *
 * @param make a connector and its room, empty, for each test anew
 */
export function connectorContract(_runner: TestRunner, _make: () => Promise<ConnectedRoom>): void {}
