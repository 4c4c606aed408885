import type { Route } from '../routes.ts';
import { type EstablishEdition, samples } from '../samples.ts';

/** What has to be in the request of each route. */
export const requiredFields: Record<Route, readonly string[]> = {
  establish: ['conversation_id', 'timestamp'],
  chat: ['conversation_id', 'timestamp', 'body'],
  close: ['conversation_id', 'timestamp', 'type'],
};

/** The fields of a request. One that is undefined is left out of the JSON. */
export type RequestFields = Record<string, unknown>;

/** A request of a route as GPTBots sends it. */
export function fieldsOf(
  route: Route,
  fields: RequestFields = {},
  edition: EstablishEdition = 'current',
): RequestFields {
  if (route === 'chat') return { ...samples.chat(), body: 'This is a check of the webhook, not a visitor.', ...fields };
  if (route === 'close') return { ...samples.close(), ...fields };
  return { ...samples.establish(edition), ...fields };
}

/** As JSON, with an address that nobody has: what is being checked may write to it. */
export function toJson(fields: RequestFields): string {
  return JSON.stringify(fields, (name, value) => (name === 'email' && value === 'bob@gmail.com' ? nobody : value));
}

const nobody = 'check@example.com';
