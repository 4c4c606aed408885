import { inputError } from '../../internal/options.ts';
import type { Connector } from '../connector.ts';

/** Slack, Teams, Google Chat and Discord, through a `Chat` of the npm package `chat`. */
export function chatSdkConnector(_chat: unknown, _options: unknown): Connector {
  throw inputError('chatSdkConnector is not there yet.');
}
