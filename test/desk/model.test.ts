import { memoryStore } from 'gptbots-human/desk';
import { expect, it } from 'vitest';
import { play } from '../../src/testing/store/model/describe-model.ts';
import { modelRetentionMs } from '../../src/testing/store/model/plain-store.ts';
import { isSystem } from '../helpers/project.ts';

const histories = isSystem ? 3_000 : 300;

it(`the memory store says the same as the rules through ${histories} random histories`, async () => {
  const counts = new Map<string, number>();
  for (let seed = 1; seed <= histories; seed++)
    await play(expect, seed, memoryStore({ retentionMs: modelRetentionMs }), counts);
  // Histories that never get anywhere prove nothing.
  const missed = reached.filter((what) => (counts.get(what) ?? 0) < 5);
  expect(missed, 'what no more than four steps came upon').toEqual([]);
});

const reached = [
  ...['establish opened', 'establish filled', 'establish repeated', 'establish refused', 'establish next'],
  ...['chat stored', 'chat repeated', 'chat late', 'chat out of order', 'chat reopens'],
  ...['close closed', 'close repeated', 'close never_answered', 'close timeout', 'close user_closed', 'close failed'],
  ...[
    'reply pending',
    'reply sent',
    'reply unknown',
    'reply conflict',
    'reply closed',
    'reply not_found',
    'reply next',
  ],
  ...['requestClose pending', 'requestClose closed', 'requestClose not_found', 'requestClose next'],
  ...['settle settled', 'settle sent', 'settle failed', 'settle unknown', 'settle next', 'settle too late'],
  ...['settle agent_closed', 'settle not_found', 'start asked', 'start next', 'start not_found'],
  ...['renew renewed', 'renew lost', 'claim claimed', 'claim conflict', 'claim closed', 'claim not_found'],
  ...['release released', 'release conflict', 'release not_found', 'link linked', 'link not_found'],
  ...['sweep never_answered', 'sweep abandoned', 'sweep unknown', 'sweep waiting', 'sweep close put back'],
  'sweep forgotten',
];
