import { describe } from 'vitest';
import { describeAgents } from './store-contract/agents.ts';
import { describeAtomicity } from './store-contract/atomicity.ts';
import { describeDeadlines } from './store-contract/deadlines.ts';
import { describeEvents } from './store-contract/events.ts';
import { describeHostileText } from './store-contract/hostile-text.ts';
import { describeLeases } from './store-contract/leases.ts';
import { describeOutbox } from './store-contract/outbox.ts';
import { describePaging } from './store-contract/paging.ts';
import { describeRepeats } from './store-contract/repeats.ts';
import { describeRetention } from './store-contract/retention.ts';
import type { MakeStore } from './store-contract/set-up.ts';
import { describeWebhooks } from './store-contract/webhooks.ts';

/** What every store has to do, whatever it keeps its sessions in. */
export function describeStore(name: string, make: MakeStore): void {
  describe(`${name}, as a store,`, () => {
    describeWebhooks(make);
    describeOutbox(make);
    describeRepeats(make);
    describeAtomicity(make);
    describeLeases(make);
    describeDeadlines(make);
    describeAgents(make);
    describeRetention(make);
    describePaging(make);
    describeEvents(make);
    describeHostileText(make);
  });
}
