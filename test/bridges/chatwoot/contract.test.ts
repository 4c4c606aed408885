import { connectorContract } from 'gptbots-human/testing/bridge';
import { describe, expect, it } from 'vitest';
import { chatwootRoom } from './support/room.ts';

describe('the connector of Chatwoot', () => {
  connectorContract({ describe, it, expect }, chatwootRoom);
});
