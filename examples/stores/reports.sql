-- First response: how many sessions of each day were answered by a person, and how soon: half of them, nine of ten.
select date_trunc('day', opened_at) as day,
  count(*) as sessions,
  count(answered_at) as answered,
  percentile_cont(0.5) within group (order by answered_at - opened_at) as half_within,
  percentile_cont(0.9) within group (order by answered_at - opened_at) as most_within
from gptbots_human.sessions
where not orphan
group by day
order by day;

-- Sessions that ended without an answer of a person.
select conversation_id, user_key, close_reason, opened_at, closed_at
from gptbots_human.sessions
where state = 'closed' and answered_at is null
order by closed_at desc;

-- Who waits now, and what they said last.
select s.conversation_id, s.user_key, now() - s.opened_at as waiting_for, m.text as said_last
from gptbots_human.sessions s
left join lateral (
  select text from gptbots_human.messages m
  where m.conversation_id = s.conversation_id and m.sender = 'user'
  order by m.seq desc limit 1
) m on true
where s.state = 'waiting'
order by s.opened_at;

-- Replies of each agent, and what became of them.
select agent_id, count(*) as replies, count(*) filter (where status <> 'sent') as not_surely_sent
from gptbots_human.messages
where sender = 'agent'
group by agent_id
order by replies desc;
