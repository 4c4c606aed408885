import { connectorContract } from 'gptbots-human/testing/bridge';
import { describe, expect, it } from 'vitest';
import { type TicketEvent, ticketConnector } from './ticket-connector.ts';
import { startTicketDesk } from './ticket-desk.ts';

describe('the connector of the guide, to a stand-in of its help desk', () => {
  connectorContract({ describe, it, expect }, async () => {
    let hear: (event: TicketEvent) => void = () => {};
    const { url, room, close } = await startTicketDesk('a token', (event) => hear(event));
    const made = ticketConnector({ url, token: 'a token' });
    hear = made.hear;
    return { connector: made.connector, room, close };
  });
});
