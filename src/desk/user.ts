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
  // What comes last may hold anything; what comes before it holds no colon of its own.
  if (userId) user.key = `user:${userId}`;
  else if (anonymousId) user.key = `anonymous:${withoutColons(bot_id)}:${anonymousId}`;
  else if (number) user.key = `phone:${number}`;
  else if (address) user.key = `email:${lowerCase(address)}`;
  return user;
}

// What is longer is no id, phone, address or name, and would be kept with each session.
function known(text: string | null | undefined): string | undefined {
  return text && text.length <= maxNameLength && text.trim() !== '' ? text : undefined;
}

function addressOf(text: string | null | undefined): string | undefined {
  const address = known(text)?.trim();
  return address && lowerCase(address) !== placeholder ? address : undefined;
}

// Bots' ids have no colon; whatever has one is not taken for another bot's.
function withoutColons(id: string): string {
  return id.replace(/[%:]/g, encodeURIComponent);
}

// Of ASCII only: toLowerCase() makes the same of some letters that are not.
function lowerCase(address: string): string {
  return address.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
