import { maxNameLength } from '../models/limits.ts';
import type { EstablishRequest } from '../models/webhook.ts';
import type { SessionUser } from './types.ts';

// What GPTBots sends where it knows no address: shared by everybody, so it names nobody.
const placeholder = 'support@gptbots.ai';

/**
 * Who asks for a human. The key is made of the developer's own id, else of GPTBots' id for the user of this bot, else of
 * the phone, else of the address.
 */
export function userOf({ bot_id, email, user_info }: EstablishRequest): SessionUser {
  const user: SessionUser = {};
  const name = known(user_info?.user_name);
  const userId = known(user_info?.user_id);
  const anonymousId = known(user_info?.anonymous_id);
  const phone = known(user_info?.phone);
  const number = phone?.replace(/[\s().\-/]/g, '');
  const address = [user_info?.email, email].map(addressOf).find((one) => one !== undefined);
  if (name) user.name = name;
  if (userId) user.userId = userId;
  if (anonymousId) user.anonymousId = anonymousId;
  if (phone) user.phone = phone;
  if (address) user.email = address;
  // The last part may hold anything; the parts before it hold no colon.
  if (userId) user.key = `user:${userId}`;
  else if (anonymousId) user.key = `anonymous:${withoutColons(bot_id)}:${anonymousId}`;
  else if (number) user.key = `phone:${number}`;
  else if (address) user.key = `email:${lowerCase(address)}`;
  return user;
}

// Anything longer is not an id, phone, address or name, and would be kept with each session.
function known(text: string | null | undefined): string | undefined {
  return text && text.length <= maxNameLength && text.trim() !== '' ? text : undefined;
}

function addressOf(text: string | null | undefined): string | undefined {
  const address = known(text)?.trim();
  return address && lowerCase(address) !== placeholder ? address : undefined;
}

// GPTBots' bot ids have no colon. Escaping keeps an odd one from being taken for another bot's.
function withoutColons(id: string): string {
  return id.replace(/[%:]/g, encodeURIComponent);
}

// ASCII only: toLowerCase() turns some different letters into the same one.
function lowerCase(address: string): string {
  return address.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
