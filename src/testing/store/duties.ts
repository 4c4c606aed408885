/** What a `DeskDatabase` has to do, for each group of the contract; a test that fails says it. */
export const duties = {
  database:
    'what the name of the test says. `commit` and `erase` are one transaction each: look at the revision and at the clock, then write, while nobody else can.',
  load: '`load` returns the head, the revision and the wanted messages exactly as `commit` wrote them last. A commit changes the messages whose `seq` is kept already, adds the others, and leaves the rest of the conversation as it is.',
  again:
    '`commit` writes all of a write, or nothing, and `load` finds it at once. `want.ids` and `want.seqs` are both looked up: a repeat is known by the message that is kept.',
  atomic:
    "`commit` answers 'stale' unless the revision that is kept is `expected` (undefined: nothing is kept), and looks at it in the same transaction in which it writes. Of two commits that expect the same revision, one is made and the other is 'stale'.",
  due: '`due` returns the conversations whose `wakeAt` is at or before `before`, closed ones first, until a commit sets another `wakeAt` or they are erased. `null` is never due; a write without `lists.wakeAt` leaves it as it is.',
  orphans:
    '`orphans` counts the conversations whose last `lists.orphan` was true, at most `max` of them; an erased one counts no more.',
  lists:
    '`list` returns the conversations that are in the list of this value, with a place above `after`, by place. A write that names a list moves the conversation there, at a place above all given so far; a write that does not leaves its place as it is. `find` returns the conversation that was linked last; `messages` those with a `seq` above `after`, by `seq`.',
  line: '`counts` says how many conversations are in the list of each state. `line` counts the conversations whose last `lists.line` was a number, and those of them that come before one: by that number, then by their place in the list of their state. An erased one counts no more.',
  events:
    '`events` returns the events after a position as they were committed, in the order of the commits, `limit` at most. Its `position` is that of the last one returned, or, when these are all, of the newest there is. Call `listen` back after each commit that has events, or leave it out.',
  cursors:
    "`events` answers 'gone' for each text that is not a position this very database gave out: give positions a random part. The text comes from outside and may hold anything, U+0000 too. After `trim` removed events, `oldest` is the position of the last one removed, and every position before that is 'gone'. `trim` removes from the oldest on, and keeps the newest `max`.",
  positions:
    'Positions sort as text in the order of the commits. Once one was given out, nothing may be committed at or before it: take the number and write the event under one lock, not from a sequence, whose numbers may be committed in another order.',
  erase:
    '`erase` removes the head, the messages, the list entries, the ref and the events of the conversation, and nothing of any other, if its revision is still this one. The positions of its events stay good to follow from.',
  followers:
    '`saveFollower` stores the state of this name if its revision is still `expected` (undefined: nothing is kept), looks at it in the same transaction, and answers false otherwise. `follower` returns what was saved last.',
  text: 'Ids, refs, user keys and the text of messages come back as they were, whatever they hold, and equal only themselves: no collation, no trimming, no case folding, no cut after so many characters. What the database does not take, such as U+0000 or half a pair of UTF-16, has to be encoded: `JSON.stringify` does.',
  model:
    'all that the other groups of this suite ask for, in any order. If one of those fails too, mend that first; else the last steps above show what happened. A seed plays the same history each time.',
} as const;
