/** What looks at more than one conversation, or changes nothing. */
export const readsLua = `
local maxSweptAtOnce = 100

local function sweepAll(events)
  local ids = redis.call('ZRANGEBYSCORE', base .. ':w', '-inf', text(now), 'LIMIT', 0, maxSweptAtOnce)
  local waiting = {}
  for _, one in ipairs(ids) do
    local c = load(one)
    if not c then
      -- Its own keys have outlived their lifetime.
      redis.call('ZREM', base .. ':w', one)
      for _, state in ipairs({ 'waiting', 'connected', 'closed' }) do redis.call('ZREM', base .. ':s:' .. state, one) end
    elseif c.closedAt and c.closedAt + retentionMs <= now and not c.sending then
      forget(c)
    else
      local _, outcome = rules.sweep(c)
      keep(c, events, true)
      if outcome == 'waiting' then waiting[#waiting + 1] = one end
    end
  end
  return waiting, #ids == maxSweptAtOnce
end

local reads = {}

function reads.tail()
  return cursor()
end

function reads.session(one)
  local c = load(one)
  return c and { one, sessionOf(c) } or false
end

function reads.find(ref)
  local one = redis.call('GET', base .. ':r:' .. ref)
  return one and reads.session(one) or false
end

-- A list of ids, each with its place and its session.
function reads.sessions(list, after, limit)
  local found = redis.call('ZRANGE', base .. ':' .. list, '(' .. after, '+inf', 'BYSCORE', 'LIMIT', 0, limit, 'WITHSCORES')
  local sessions = {}
  for i = 1, #found, 2 do
    local c = load(found[i])
    sessions[#sessions + 1] = { found[i], found[i + 1], c and sessionOf(c) or false }
  end
  return { cursor(), sessions }
end

function reads.transcript(one, after, limit)
  if redis.call('EXISTS', base .. ':c:' .. one) == 0 then return false end
  return redis.call('LRANGE', base .. ':m:' .. one, after, after + limit - 1)
end

function reads.events(after, limit)
  local current = cursor()
  return { current, redis.call('XRANGE', base .. ':e', '(' .. after, '+', 'COUNT', limit) }
end
`;
