import { inputError } from '../../internal/options.ts';
import type { Connector } from '../connector.ts';

/** An API inbox of Chatwoot. */
export function chatwootConnector(_options: unknown): Connector {
  throw inputError('chatwootConnector is not there yet.');
}
