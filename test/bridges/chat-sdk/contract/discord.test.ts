import { connectorContract } from 'gptbots-human/testing/bridge';
import { describe, expect, it } from 'vitest';
import { discordRoom } from '../support/discord-room.ts';

describe('Discord, with its real adapter', () => {
  connectorContract({ describe, it, expect }, () => discordRoom());
});
