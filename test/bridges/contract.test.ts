import { connectorContract } from 'gptbots-human/testing/bridge';
import { describe, expect, it } from 'vitest';
import { memoryRoom } from './support/memory-room.ts';

describe('a connector in memory', () => {
  connectorContract({ describe, it, expect }, async () => ({ ...memoryRoom(), close: async () => {} }));
});
