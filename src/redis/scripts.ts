import { Script } from './script.ts';

/**
 * The scripts. Each is one atomic step, and takes every key it touches as one of KEYS: a cluster that is moving the slot then
 * refuses a step whose keys are on two servers. None knows a rule of a session.
 */

/** The version of what is kept here. A number of its own: heads and events have theirs. */
const layout = 1;

// Numbers of sixteen digits, exactly.
const text = `
local function text(number) return string.format('%.0f', number) end
`;

const time = `
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)
`;

const meta = `${text}
local meta = redis.call('HMGET', KEYS[1], 'version', 'newest')
if tonumber(meta[1] or 0) > ${layout} then return redis.error_reply('NEWER ' .. meta[1]) end
local newest = tonumber(meta[2] or 0)
`;

const trimmed = `
local trimmed = tonumber(redis.call('HGET', KEYS[1], 'trimmed') or 0)
`;

// A position is the time in microseconds, and never one that an instance has seen already: also when Redis came back
// without its newest events, with another clock.
const publish = `
local function publish(key, known, id, type, at, data)
  local position = text(math.max(micros, newest + 1, known + 1))
  redis.call('XADD', key, position .. '-0', 'c', id, 't', type, 'a', at, 'd', data)
  if newest == 0 then redis.call('HSET', KEYS[1], 'version', ${layout}) end
  redis.call('HSET', KEYS[1], 'newest', position)
  newest = tonumber(position)
  return position
end
`;

/**
 * ARGV: the time to look around, how many ids, their fields, the seqs. Says the time and the newest position, and of what is
 * kept the revision, the head, the two neighbours, and the messages.
 */
export const load = new Script(`#!lua flags=no-writes
${meta}${time}
local facts, texts, times = KEYS[2], KEYS[3], KEYS[4]
local around, ids = ARGV[1], tonumber(ARGV[2])
local found = redis.call('HMGET', facts, 'r', unpack(ARGV, 3, ids + 2))
local head = found[1] and redis.call('LINDEX', texts, 0)
if not head then return { now, meta[2] or '0' } end

-- One flat list: each table of an answer takes its time.
local answer = { now, meta[2] or '0', found[1], head, false, false }
if around ~= '' then
  local before = redis.call('ZRANGE', times, around, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, 1)[1]
  local after = redis.call('ZRANGE', times, '(' .. around, '+inf', 'BYSCORE', 'LIMIT', 0, 1)[1]
  if before then answer[5] = redis.call('LINDEX', texts, string.sub(before, 2)) end
  if after then answer[6] = redis.call('LINDEX', texts, string.sub(after, 2)) end
end
for i = 2, ids + 1 do
  if found[i] then answer[#answer + 1] = redis.call('LINDEX', texts, found[i]) end
end
for i = ids + 3, #ARGV do
  answer[#answer + 1] = redis.call('LINDEX', texts, ARGV[i]) or nil
end
return answer
`);

/** ARGV: see `RedisDatabase.commit`. Says the position of the newest event, or 'stale' or 'late'. */
export const commit = new Script(`#!lua
${text}${time}
local newest = tonumber(redis.call('HGET', KEYS[1], 'newest') or 0)
${publish}
local lastArgument = 0
local function argument()
  lastArgument = lastArgument + 1
  return ARGV[lastArgument]
end

local facts, texts, times, positions, events, due, dueBefore, line = unpack(KEYS, 2, 9)
local id, expected, revision, notAfter, known = argument(), argument(), argument(), argument(), argument()
local current = redis.call('HGET', facts, 'r') or ''
-- A client may send a command again whose answer was lost.
if current == revision then return text(newest) end
-- Redis may have lost a part of it, as when it was told to evict keys: then all of it is lost.
local isLost = expected == '' and current ~= '' and redis.call('EXISTS', texts) == 0
if current ~= expected and not isLost then return 'stale' end
if now > tonumber(notAfter) then return 'late' end

local head, messages = argument(), tonumber(argument())
if expected == '' then
  if isLost or redis.call('RPUSH', texts, head) > 1 then
    redis.call('UNLINK', facts, texts, times, positions)
    redis.call('RPUSH', texts, head)
  end
else
  redis.call('LSET', texts, 0, head)
end
if messages == 0 then redis.call('HSET', facts, 'r', revision) end
for _ = 1, messages do
  local seq, idField, message, at, member = argument(), argument(), argument(), argument(), argument()
  -- It says how many of the two are new.
  if redis.call('HSET', facts, 'r', revision, idField, seq) == 0 then
    redis.call('LSET', texts, seq, message)
  else
    redis.call('RPUSH', texts, message)
    if at ~= '' then redis.call('ZADD', times, at, member) end
  end
end

for i = 1, argument() do
  local position = publish(events, known, id, argument(), argument(), argument())
  if expected == '' and i == 1 then
    redis.call('HSET', facts, 'e', position)
  else
    redis.call('RPUSH', positions, position)
  end
end

local wakeAt, inLine, joined = argument(), argument(), tonumber(argument())
if inLine == 'left' then
  redis.call('ZREM', line, id)
elseif inLine ~= '' then
  redis.call('ZADD', line, inLine, id)
end
for i = 10 + joined, #KEYS do redis.call('ZREM', KEYS[i], id) end
if joined > 0 then
  local place = redis.call('HINCRBY', KEYS[1], 'places', 1)
  for i = 10, 9 + joined do redis.call('ZADD', KEYS[i], place, id) end
  local listed = redis.call('ZSCORE', dueBefore, id)
  if listed then
    redis.call('ZREM', dueBefore, id)
    if wakeAt == '' then wakeAt = listed end
  end
end
if wakeAt == 'never' then
  redis.call('ZREM', due, id)
elseif wakeAt ~= '' then
  redis.call('ZADD', due, wakeAt, id)
end
return text(newest)
`);

/**
 * Removes a conversation, some hundred events at a time: says 'more' until it is done, then 'erased'. It frees memory, and so
 * may run when Redis has none left.
 *
 * ARGV: id, revision, known; type, time and data of the event, if any.
 */
export const erase = new Script(`#!lua flags=allow-oom
${meta}${trimmed}${time}${publish}
local facts, texts, times, positions, events, erased = unpack(KEYS, 2, 7)
local id, revision, known = ARGV[1], ARGV[2], ARGV[3]
local isLost = revision == '' and redis.call('EXISTS', facts, texts) < 2
if redis.call('HGET', facts, 'r') ~= revision and not isLost then return 'stale' end
local gone = redis.call('LPOP', positions, 500) or {}
gone[#gone + 1] = redis.call('HGET', facts, 'e') or nil
for _, position in ipairs(gone) do
  if tonumber(position) > trimmed and redis.call('XDEL', events, position .. '-0') == 1 then
    redis.call('ZADD', erased, position, position)
  end
end
if redis.call('EXISTS', positions) == 1 then return 'more' end
for i = 8, #KEYS do redis.call('ZREM', KEYS[i], id) end
redis.call('UNLINK', facts, texts, times)
if ARGV[4] then publish(events, known, id, ARGV[4], ARGV[5], ARGV[6]) end
return 'erased'
`);

/** ARGV: the time before which to look, or nothing; how many. Says the time, and the ids; KEYS[1] comes first. */
export const due = new Script(`#!lua flags=no-writes
${time}
local before, limit = ARGV[1] ~= '' and ARGV[1] or now, tonumber(ARGV[2])
local answer = { now }
for _, key in ipairs(KEYS) do
  local left = limit + 1 - #answer
  local ids = left > 0 and redis.call('ZRANGE', key, '-inf', before, 'BYSCORE', 'LIMIT', 0, left) or {}
  for _, id in ipairs(ids) do answer[#answer + 1] = id end
end
return answer
`);

/** ARGV: a position, or nothing; how many. Says the newest position, and the events; nothing for a position that is gone. */
export const events = new Script(`#!lua flags=no-writes
${meta}${trimmed}
local after, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
if not after or after == newest then return { text(newest), {} } end
if after < trimmed or after > newest then return false end
local position = text(after)
local found = redis.call('XRANGE', KEYS[2], position, '+', 'COUNT', limit + 1)
if found[1] and found[1][1] == position .. '-0' then
  table.remove(found, 1)
elseif after ~= trimmed and not redis.call('ZSCORE', KEYS[3], position) then
  return false
else
  found[limit + 1] = nil
end
return { text(newest), found }
`);

/** ARGV: the time before which events are old, how many are kept, how many are looked at. Says whether there may be more to remove. */
export const trim = new Script(`#!lua flags=allow-oom
${meta}
local events, erased = KEYS[2], KEYS[3]
local before, surplus, limit = tonumber(ARGV[1]), redis.call('XLEN', events) - ARGV[2], tonumber(ARGV[3])
local oldest, count = {}, 0
local function isGone(event) return event and (count < surplus or tonumber(event[2][6]) < before) end
-- Mostly there is nothing to remove.
if isGone(redis.call('XRANGE', events, '-', '+', 'COUNT', 1)[1]) then
  oldest = redis.call('XRANGE', events, '-', '+', 'COUNT', limit)
end
while isGone(oldest[count + 1]) do count = count + 1 end
if count == 0 then return 0 end
local position = string.match(oldest[count][1], '%d+')
redis.call('XTRIM', events, 'MINID', text(position + 1))
redis.call('HSET', KEYS[1], 'trimmed', position)
redis.call('ZREMRANGEBYSCORE', erased, '-inf', position)
return count == limit and 1 or 0
`);

/** KEYS: the line, the list of those who wait. ARGV: an id. Says how many are in the line, and how many before the id, if it is there. */
export const line = new Script(`#!lua flags=no-writes
local line, waiting, id = KEYS[1], KEYS[2], ARGV[1]
local length, number = redis.call('ZCARD', line), redis.call('ZSCORE', line, id)
if not number then return { length } end
local before = redis.call('ZCOUNT', line, '-inf', '(' .. number)
local place = tonumber(redis.call('ZSCORE', waiting, id) or 0)
for _, other in ipairs(redis.call('ZRANGE', line, number, number, 'BYSCORE')) do
  if tonumber(redis.call('ZSCORE', waiting, other) or 0) < place then before = before + 1 end
end
return { length, before }
`);

/** How many are in some sorted sets. */
export const sizes = new Script(`#!lua flags=no-writes
local sizes = {}
for i, key in ipairs(KEYS) do sizes[i] = redis.call('ZCARD', key) end
return sizes
`);

/** One command on one key, at the server that has the key: a client may be told to read somewhere else. ARGV: the command, and what comes after the key. */
export const read = new Script(`#!lua flags=no-writes
return redis.call(ARGV[1], KEYS[1], unpack(ARGV, 2))
`);

/** The heads in some lists of texts. */
export const heads = new Script(`#!lua flags=no-writes
local heads = {}
for i, key in ipairs(KEYS) do heads[i] = redis.call('LINDEX', key, 0) end
return heads
`);

/** ARGV: the fields of a follower's revision and state. */
export const follower = new Script(`#!lua flags=no-writes
${time}
return { now, unpack(redis.call('HMGET', KEYS[1], ARGV[1], ARGV[2])) }
`);

/** ARGV: the same fields, the expected revision, the new revision, the state. */
export const saveFollower = new Script(`#!lua
local revisionField, stateField, expected, revision, state = unpack(ARGV)
local current = redis.call('HGET', KEYS[1], revisionField) or ''
-- A client may send a command again whose answer was lost.
if current == revision then return 1 end
if current ~= expected then return 0 end
redis.call('HSET', KEYS[1], revisionField, revision, stateField, state)
return 1
`);
