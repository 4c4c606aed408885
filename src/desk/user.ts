import type { EstablishRequest } from '../models/webhook.ts';
import type { SessionUser } from './types.ts';

// What GPTBots sends where it knows no address: shared by everybody, so it names nobody.
const placeholder = 'support@gptbots.ai';

/**
 * Who asks for a human. The key is made of the developer's own id, else of GPTBots' id for the user of this bot, else of
 * the phone, else of the address.
 */
export function userOf({ bot_id, email, user_info }: EstablishRequest): SessionUser {
  const { user_id, anonymous_id, phone, user_name } = user_info ?? {};
  const address = [user_info?.email, email].find((one) => one && one.toLowerCase() !== placeholder);
  const user: SessionUser = {};
  if (user_name) user.name = user_name;
  if (user_id) user.userId = user_id;
  if (anonymous_id) user.anonymousId = anonymous_id;
  if (phone) user.phone = phone;
  if (address) user.email = address;
  if (user_id) user.key = `user:${user_id}`;
  else if (anonymous_id) user.key = `anonymous:${bot_id}:${anonymous_id}`;
  else if (phone) user.key = `phone:${phone}`;
  else if (address) user.key = `email:${address.toLowerCase()}`;
  return user;
}
