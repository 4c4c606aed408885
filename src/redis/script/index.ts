import { closing, maxAheadMs, maxGraceMs } from '../../desk/conversation.ts';
import { conversationLua } from './conversation.ts';
import { readsLua } from './reads.ts';
import { rulesLua } from './rules.ts';

/** What is the same for all calls of a store, written into the script: one number less to send and to read, each time. */
export interface ScriptSettings {
  waitTimeoutMs: number;
  idleTimeoutMs: number;
  retentionMs: number;
  leaseMs: number;
  eventsMax: number;
  /** How long a key that nobody touches is kept. */
  lifetimeMs: number;
}

/**
 * The script of a store. One call is one whole step: it looks for the repeat, follows the rule, writes all that changes
 * and the events, and says what it did.
 *
 * KEYS[1] is what all keys begin with: the hash tag. The others are made from it, which Redis allows within one slot.
 * ARGV: the operation, the deadline, the time if it is not Redis' own, the turn, the conversation, and what the operation needs.
 */
export function scriptOf(settings: ScriptSettings): string {
  const constants = Object.entries({
    ...settings,
    closing,
    maxGraceMs,
    maxAheadMs,
  }).map(([name, value]) => `local ${name} = ${value}`);
  return [constants.join('\n'), head, conversationLua, rulesLua, readsLua, steps].join('\n');
}

// A command that waited until nobody waited for it any more must not run.
const head = `
local base = KEYS[1]
local op, deadline, given, turn, id = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local time = redis.call('TIME')
local clock = time[1] * 1000 + math.floor(time[2] / 1000)
if deadline ~= '' and clock > tonumber(deadline) then return { 'late', clock } end
local now = given ~= '' and tonumber(given) or clock
-- What follows is a list, the lines of an establish; it may be longer than what a function can be given.
local lastArgument = 16
`;

const steps = `
if reads[op] then return { 'ok', clock, reads[op](unpack(ARGV, 5)) } end

local events = {}
if op == 'sweep' then
  local waiting, more = sweepAll(events)
  return { 'ok', clock, 'swept', cursor(), events, waiting, more and 1 or 0 }
end

local known = load(id)
local c, outcome, work, message, session = rules[op](known, unpack(ARGV, 6, lastArgument))
if c then keep(c, events) end
return { 'ok', clock, outcome, cursor(), events, work or false, message or false, session or false }
`;
