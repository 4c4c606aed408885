/** The rules of src/desk/rules.ts, each under its own name. What they are for, and why, is said there. */
export const rulesLua = `
local function nextWork(c)
  if turn == '' or (c.sending and c.turn ~= turn) then return nil end
  local entry = c.sending or table.remove(c.outbox, 1)
  if not entry then return nil end
  c.sending, c.turn, c.leasedUntil = entry, turn, now + leaseMs
  local message = messageAt(c, entry)
  return { entry, message and encode(message) or false }
end

local function accepted(c, message)
  if c.state == 'closed' then return end
  local isFirst = not c.connectedAt
  local isFirstAnswer = message.from == 'agent' and not c.answeredAt
  if isFirst then c.connectedAt = now end
  if isFirstAnswer then c.answeredAt = now end
  c.state = 'connected'
  c.deadlineAt = nil
  c.dueAt = now + idleTimeoutMs
  if isFirst or isFirstAnswer then emit(c, change(c, isFirst and 'connected' or 'updated')) end
end

local function finish(c, reason, by)
  c.state = 'closed'
  c.closeReason = reason
  c.closedAt = now
  c.deadlineAt = nil
  c.closedBy = by
  c.dueAt = nil
  for _, entry in ipairs(c.outbox) do
    local message = messageAt(c, entry)
    if message then emit(c, mark(c, message, 'failed')) end
  end
  c.outbox = {}
  emit(c, change(c, 'closed'))
end

local function reopen(c)
  c.state = c.connectedAt and 'connected' or 'waiting'
  c.closeReason = nil
  c.closedAt = nil
  c.closedBy = nil
end

local function reasonOf(type, c)
  if type == 'USER_CLOSED' then return 'user_closed' end
  return c.state == 'waiting' and 'never_answered' or 'timeout'
end

local function release(c)
  c.sending, c.turn, c.leasedUntil = nil, nil, nil
end

local function platformTime(at)
  return tonumber(at) > now + maxAheadMs and now or tonumber(at)
end

local rules = {}

function rules.establish(known, key, botId, userKey, userName, userId, anonymousId, phone, email, at, greetingId, greeting)
  if known and not known.orphan then
    local isRefused = known.state == 'closed' and known.establishKey ~= key
    return known, isRefused and 'refused' or 'repeated', nextWork(known)
  end
  local c = known or begin(id)
  c.establishKey = key
  c.botId = botId
  local user = { userKey = userKey, userName = userName, userId = userId, anonymousId = anonymousId, phone = phone, email = email }
  for name, value in pairs(user) do c[name] = value ~= '' and value or nil end
  c.orphan = nil
  local order = 1
  if known then
    for _, encoded in ipairs(redis.call('LRANGE', c.list, 0, -1)) do order = math.min(order, decode(encoded).order) end
  end
  order = order - (#ARGV - lastArgument) / 3
  local appended = {}
  for i = lastArgument + 1, #ARGV, 3 do
    local from = ARGV[i + 1]
    local line = { id = ARGV[i], from = from, text = ARGV[i + 2], at = from == 'user' and platformTime(at) or now,
      status = 'received', order = order }
    appended[#appended + 1] = append(c, line)
    order = order + 1
  end
  if c.state == 'waiting' then
    c.deadlineAt = now + waitTimeoutMs
    c.dueAt = c.deadlineAt + math.min(maxGraceMs, waitTimeoutMs)
    if greetingId ~= '' then appended[#appended + 1] = enqueue(c, greetingId, greeting, 'system') end
  end
  emit(c, change(c, known and 'updated' or 'opened'))
  for _, event in ipairs(appended) do emit(c, event) end
  return c, known and 'filled' or 'opened', nextWork(c)
end

function rules.chat(known, messageId, body, at)
  if known and redis.call('HEXISTS', known.key, '#' .. messageId) == 1 then return known, 'repeated' end
  local c = known or begin(id)
  at = platformTime(at)
  if not known then c.orphan = '1' end
  local reopens = c.state == 'closed' and c.closedBy == 'clock'
  if reopens then reopen(c) end
  local late = c.state == 'closed'
  local order = orderOfUserMessage(c, at)
  c.userMessages = c.userMessages + 1
  c.latestAt = math.max(c.latestAt, at)
  local stored = append(c, { id = messageId, from = 'user', text = body, at = at, status = 'received', order = order, late = late })
  if not late and not c.deadlineAt then c.dueAt = now + idleTimeoutMs end
  if not known then emit(c, change(c, 'opened')) elseif reopens then emit(c, change(c, 'updated')) end
  emit(c, stored)
  return c, 'stored'
end

function rules.close(known, type)
  local c = known or begin(id)
  if c.state == 'closed' then
    if c.closedBy == 'clock' then c.closedBy = 'platform' end
    return c, 'repeated'
  end
  if not known then
    c.orphan = '1'
    emit(c, change(c, 'opened'))
  end
  finish(c, reasonOf(type, c), 'platform')
  return c, 'closed'
end

function rules.reply(c, messageId, body, agent)
  if not c then return nil, 'not_found' end
  local known = findMessage(c, messageId)
  if known and (known.from ~= 'agent' or known.text ~= body or known.status == 'received') then return c, 'conflict' end
  if known and known.status ~= 'failed' then return c, known.status, nextWork(c), encode(known) end
  if c.state == 'closed' then return c, 'closed' end
  if known then c.outbox[#c.outbox + 1] = known.seq end
  local stored = known and mark(c, known, 'pending') or enqueue(c, messageId, body, 'agent', agent)
  emit(c, stored)
  return c, 'pending', nextWork(c), stored[2]
end

function rules.requestClose(c, farewellId, farewell, agent)
  if not c then return nil, 'not_found' end
  if c.state == 'closed' then return c, 'closed', nil, nil, sessionOf(c) end
  local isAsked = c.sending == closing
  for _, entry in ipairs(c.outbox) do isAsked = isAsked or entry == closing end
  if farewellId ~= '' and not isAsked then emit(c, enqueue(c, farewellId, farewell, 'agent', agent)) end
  if not isAsked then c.outbox[#c.outbox + 1] = closing end
  return c, 'pending', nextWork(c)
end

function rules.settle(c, entry, sentIn, outcome)
  if not c then return nil, 'not_found' end
  entry = tonumber(entry)
  local isInTurn = c.sending == entry and c.turn == sentIn
  if isInTurn then release(c) end
  if entry == closing then
    if c.state == 'closed' then return c, 'settled' end
    if outcome == 'sent' then finish(c, 'agent_closed', 'agent') elseif isInTurn then emit(c, change(c, 'updated')) end
    return c, 'settled', nextWork(c)
  end
  local message = messageAt(c, entry)
  if message and message.status ~= outcome and (isInTurn or message.status == 'unknown') then
    emit(c, mark(c, message, outcome))
    if outcome == 'sent' then accepted(c, message) end
  end
  return c, 'settled', nextWork(c)
end

function rules.start(c)
  if not c then return nil, 'not_found' end
  return c, 'asked', nextWork(c)
end

function rules.renew(c, renewed)
  if not c or c.turn ~= renewed then return c, 'lost' end
  c.leasedUntil = now + leaseMs
  return c, 'renewed'
end

function rules.sweep(c)
  if c.sending and c.leasedUntil <= now then
    local entry = c.sending
    release(c)
    local message = messageAt(c, entry)
    if entry == closing and c.state ~= 'closed' then
      table.insert(c.outbox, 1, closing)
    elseif message and message.status == 'pending' then
      emit(c, mark(c, message, 'unknown'))
    end
  end
  local isIdle = not c.sending and #c.outbox == 0
  if isIdle and c.state ~= 'closed' and c.dueAt and c.dueAt <= now then
    finish(c, c.deadlineAt and 'never_answered' or 'abandoned', 'clock')
  end
  return c, (isIdle or c.sending) and 'swept' or 'waiting'
end

function rules.claim(c, agentId, agentName, from)
  if not c then return nil, 'not_found' end
  if c.state == 'closed' then return c, 'closed' end
  local isTheirs = c.agentId == agentId
  if not isTheirs and (c.agentId or '') ~= from then return c, 'conflict' end
  if not isTheirs then
    c.agentId = agentId
    c.agentName = agentName ~= '' and agentName or nil
    emit(c, change(c, 'updated'))
  end
  return c, 'claimed', nil, nil, sessionOf(c)
end

function rules.release(c, agentId)
  if not c then return nil, 'not_found' end
  if c.agentId and c.agentId ~= agentId then return c, 'conflict' end
  if c.agentId then
    c.agentId, c.agentName = nil, nil
    emit(c, change(c, 'updated'))
  end
  return c, 'released', nil, nil, sessionOf(c)
end

function rules.link(c, ref)
  if not c then return nil, 'not_found' end
  if c.ref ~= ref then
    local before = c.ref and base .. ':r:' .. c.ref
    if before and redis.call('GET', before) == c.id then redis.call('DEL', before) end
    c.ref = ref
    redis.call('SET', base .. ':r:' .. ref, c.id)
    emit(c, change(c, 'updated'))
  end
  return c, 'linked', nil, nil, sessionOf(c)
end
`;
