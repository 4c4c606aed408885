import { connectorContract } from 'gptbots-human/testing/bridge';
import { describe, expect, it } from 'vitest';
import { slackRoom } from '../support/slack-room.ts';

describe('Slack, with its real adapter', () => {
  connectorContract({ describe, it, expect }, () => slackRoom());
});
