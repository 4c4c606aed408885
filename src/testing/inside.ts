import { inputError } from '../internal/options.ts';
import type { Api } from './api.ts';
import type { Webhooks } from './webhooks.ts';

/** What a platform consists of, for a server that has more to say than its public face. */
export interface Inside {
  api: Api;
  webhooks: Webhooks;
}

// Symbol.for: the command line may have another copy of this package than the platform.
const inside = Symbol.for('gptbots-human.platform-inside');

/** Puts what a platform consists of behind its public face. */
export function withInside<Face extends object>(platform: Face, parts: Inside): Face {
  return Object.defineProperty(platform, inside, { value: parts });
}

/**
 * What a platform consists of.
 *
 * @throws {GptBotsHumanError} kind `input`, when it is no platform
 */
export function insideOf(platform: object): Inside {
  const parts = (platform as { [inside]?: Inside })[inside];
  if (parts) return parts;
  throw inputError('This is not a platform made by createPlatform().');
}
