import type { Route } from '../routes.ts';
import { type EstablishEdition, samples } from '../samples.ts';

/** The required fields of each route. */
export const requiredFields: Record<Route, readonly string[]> = {
  establish: ['conversation_id', 'timestamp'],
  chat: ['conversation_id', 'timestamp', 'body'],
  close: ['conversation_id', 'timestamp', 'type'],
};

/** The fields of a request. Undefined ones are left out of the JSON. */
export type RequestFields = Record<string, unknown>;

/** The fields of a request as GPTBots sends it. */
export function fieldsOf(
  route: Route,
  fields: RequestFields = {},
  edition: EstablishEdition = 'current',
): RequestFields {
  if (route === 'chat') return { ...samples.chat(), body: 'This is a check of the webhook, not a visitor.', ...fields };
  if (route === 'close') return { ...samples.close(), ...fields };
  return { ...samples.establish(edition), ...fields };
}

/**
 * The fields as JSON. The sample's e-mail address is replaced by one that nobody has: the webhook may send mail to it.
 */
export function toJson(fields: RequestFields): string {
  return JSON.stringify(fields, (name, value) => (name === 'email' && value === 'bob@gmail.com' ? nobody : value));
}

const nobody = 'check@example.com';
