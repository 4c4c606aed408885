import { fields, numberFields, senders, sessionFields, statuses } from './fields.ts';

/** Loads a conversation into a table of its fields, and stores what a rule has made of it, its events and its places. */
export const conversationLua = `
local names = {${fields.map(([name]) => `'${name}'`).join(', ')}}
local short = {${fields.map(([, short]) => `'${short}'`).join(', ')}}
local firstNumber, lastNumber = ${numberFields.join(', ')}

-- Exact for every number of JavaScript's.
local function text(value)
  if type(value) == 'number' then return string.format('%.17g', value) end
  return value or false
end

local function entriesOf(outbox)
  local entries = {}
  for entry in string.gmatch(outbox or '', '%d+') do entries[#entries + 1] = tonumber(entry) end
  return entries
end

local function wakeAt(c)
  if c.sending then return c.leasedUntil end
  if c.closedAt then return c.closedAt + retentionMs end
  if #c.outbox > 0 then return 0 end
  return c.dueAt
end

local function begin(id)
  return {
    id = id, key = base .. ':c:' .. id, list = base .. ':m:' .. id, was = {}, stored = {}, events = {}, messages = {}, ids = {},
    state = 'waiting', botId = '', version = 0, lastSeq = 0, userMessages = 0, openedAt = now, lastMessageAt = now,
    outbox = {}, latestAt = 0,
  }
end

local function load(id)
  local c = begin(id)
  local values = redis.call('HMGET', c.key, unpack(short))
  if not values[1] then return nil end
  for i, name in ipairs(names) do
    local value = values[i] or nil
    if value and i >= firstNumber and i <= lastNumber then value = tonumber(value) end
    c[name], c.was[name] = value, value
  end
  c.stored = values
  c.outbox = entriesOf(c.outbox)
  c.wasWakeAt = wakeAt(c)
  return c
end

-- A session as it is now: the values of its fields, in their order.
local function sessionOf(c)
  local values = {}
  for i = 1, ${sessionFields} do
    local value = c[names[i]]
    -- As it came, if it is what it was: making text of a number is the greater part of the work.
    values[i] = value == c.was[names[i]] and c.stored[i] or text(value)
  end
  return cjson.encode(values)
end

local function change(c, type)
  c.version = c.version + 1
  return { type, sessionOf(c) }
end

local function emit(c, event)
  c.events[#c.events + 1] = event
end

local statuses = ${luaTable(statuses)}
local senders = ${luaTable(senders)}

-- A message is a line of numbers and letters, its id, its text, and its agent; none of them has a line break of its own.
local function encode(message)
  return string.format('%d,%s,%s,%s,%s,%d\\n%s\\n%s\\n%s', message.seq,
    string.sub(message.status, 1, 1), string.sub(message.from, 1, 1), text(message.order),
    text(message.at), message.late and 1 or 0, message.id, message.text, message.agent or '')
end

local function decode(encoded)
  local seq, status, from, order, at, late, id, body, agent =
    string.match(encoded, '^(%d+),(%a+),(%a+),([^,]+),([^,]+),(%d)\\n([^\\n]*)\\n([^\\n]*)\\n(.*)$')
  return { seq = tonumber(seq), status = statuses[status], from = senders[from], order = tonumber(order), at = tonumber(at),
    late = late == '1', id = id, text = body, agent = agent }
end

local function messageAt(c, seq)
  local encoded = c.messages[seq] or (seq > 0 and redis.call('LINDEX', c.list, seq - 1))
  return encoded and decode(encoded) or nil
end

local function findMessage(c, id)
  local seq = redis.call('HGET', c.key, '#' .. id)
  return seq and messageAt(c, tonumber(seq)) or nil
end

local function append(c, message)
  c.lastSeq = c.lastSeq + 1
  message.seq = c.lastSeq
  message.order = message.order or c.lastSeq
  local encoded = encode(message)
  redis.call('RPUSH', c.list, encoded)
  c.messages[c.lastSeq] = encoded
  c.ids[#c.ids + 1] = '#' .. message.id
  c.ids[#c.ids + 1] = c.lastSeq
  c.version = c.version + 1
  c.lastMessageAt = now
  return { 'message', encoded }
end

local function enqueue(c, id, body, from, agent)
  local stored = append(c, { id = id, text = body, from = from, agent = agent, at = now, status = 'pending' })
  c.outbox[#c.outbox + 1] = c.lastSeq
  return stored
end

local function mark(c, message, status)
  message.status = status
  local encoded = encode(message)
  redis.call('LSET', c.list, message.seq - 1, encoded)
  c.messages[message.seq] = encoded
  return { 'settled', encoded }
end

local function isBefore(a, b)
  return a.order < b.order or (a.order == b.order and a.seq < b.seq)
end

local function orderOfUserMessage(c, at)
  if at >= c.latestAt then return nil end
  local messages = {}
  for i, encoded in ipairs(redis.call('LRANGE', c.list, 0, -1)) do messages[i] = decode(encoded) end
  local following, previous
  for _, message in ipairs(messages) do
    local isLater = message.from == 'user' and message.order > 0 and message.at > at
    if isLater and not (following and isBefore(following, message)) then following = message end
  end
  if not following then return nil end
  for _, message in ipairs(messages) do
    if isBefore(message, following) and not (previous and isBefore(message, previous)) then previous = message end
  end
  local start = previous and previous.order or 0
  local isUsers = previous and previous.from == 'user' and previous.order > 0
  local since = isUsers and previous.at or following.at - math.max(60000, 2 * (following.at - at))
  return start + (following.order - start) * ((at - since) / (following.at - since))
end

-- Everything has a lifetime, also when no desk is left to forget it; lengthened no more than once an hour.
local hour = math.floor(now / 3600000)
local function live(key)
  redis.call('PEXPIRE', key, lifetimeMs)
end

-- Events are numbered without gaps, so that whoever follows them sees when some are gone; the first part of their id
-- tells this stream from one that was there before Redis lost it.
local counter, stream = base .. ':d', base .. ':e'
local generation, count, countHour
local function loadCounter()
  if generation then return end
  local values = redis.call('HMGET', counter, 'g', 'n', 'h')
  generation, count, countHour = values[1], tonumber(values[2] or 0), tonumber(values[3] or 0)
  if generation then return end
  generation = string.format('%.0f', time[1] * 1000000 + time[2])
  redis.call('DEL', stream)
  redis.call('HSET', counter, 'g', generation)
  live(counter)
end

local function cursor()
  loadCounter()
  return string.format('%s-%d', generation, count)
end

local function publish(c, all)
  loadCounter()
  if #c.events == 0 then return end
  for _, event in ipairs(c.events) do
    count = count + 1
    redis.call('XADD', stream, 'MAXLEN', '~', eventsMax, string.format('%s-%d', generation, count),
      't', event[1], 'c', c.id, 'a', text(now), 'd', event[2])
    all[#all + 1] = c.id
    all[#all + 1] = event[1]
    all[#all + 1] = event[2]
  end
  redis.call('HSET', counter, 'n', count, 'h', hour)
  if countHour ~= hour then
    live(counter)
    live(stream)
  end
  countHour = hour
end

local function save(c)
  local outbox = c.outbox
  c.outbox = #outbox > 0 and table.concat(outbox, ',') or nil
  local set, gone = c.ids, {}
  for i, name in ipairs(names) do
    local value = c[name]
    if value == nil and c.was[name] ~= nil then
      gone[#gone + 1] = short[i]
    elseif value ~= c.was[name] then
      set[#set + 1] = short[i]
      set[#set + 1] = text(value)
    end
  end
  c.outbox = outbox
  for i = 1, #set, 1000 do redis.call('HSET', c.key, unpack(set, i, math.min(i + 999, #set))) end
  if #gone > 0 then redis.call('HDEL', c.key, unpack(gone)) end
end

-- An ordinary message makes a session due a little later. That is not written down each time: a sweep that comes too
-- early puts it right.
local function isDueElsewhere(c, at)
  local before = c.wasWakeAt
  return not before or at < before or at > before + 3600000
end

local function place(c, isSweep)
  local state = base .. ':s:' .. c.state
  if c.state ~= c.was.state then
    if c.was.state then redis.call('ZREM', base .. ':s:' .. c.was.state, c.id) end
    redis.call('ZADD', state, count, c.id)
    live(state)
  end
  if c.userKey and c.userKey ~= c.was.userKey then redis.call('ZADD', base .. ':u:' .. c.userKey, count, c.id) end
  local at = wakeAt(c)
  if at and (isSweep or isDueElsewhere(c, at)) then
    redis.call('ZADD', base .. ':w', text(at), c.id)
    live(base .. ':w')
  elseif not at and c.wasWakeAt then
    redis.call('ZREM', base .. ':w', c.id)
  end
end

local function prolong(c)
  local isNew = math.floor((c.was.lastMessageAt or 0) / 3600000) ~= hour
  if isNew then
    live(c.key)
    live(c.list)
  end
  if c.userKey and (isNew or c.userKey ~= c.was.userKey) then live(base .. ':u:' .. c.userKey) end
  if c.ref and (isNew or c.ref ~= c.was.ref) then live(base .. ':r:' .. c.ref) end
end

local function keep(c, all, isSweep)
  publish(c, all)
  save(c)
  place(c, isSweep)
  prolong(c)
end

local function forget(c)
  redis.call('DEL', c.key, c.list)
  redis.call('ZREM', base .. ':s:' .. c.state, c.id)
  redis.call('ZREM', base .. ':w', c.id)
  if c.userKey then redis.call('ZREM', base .. ':u:' .. c.userKey, c.id) end
  if c.ref and redis.call('GET', base .. ':r:' .. c.ref) == c.id then redis.call('DEL', base .. ':r:' .. c.ref) end
end
`;

function luaTable(words: Record<string, string>): string {
  return `{${Object.entries(words)
    .map(([letter, word]) => `${letter} = '${word}'`)
    .join(', ')}}`;
}
