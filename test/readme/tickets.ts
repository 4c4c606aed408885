import type { TranscriptMessage } from 'gptbots-human';

/** What the README's handlers expect of the application's own ticket system. */
export interface Tickets {
  isStaffed(): boolean;
  open(conversationId: string, ticket: NewTicket): Promise<void>;
  append(conversationId: string, text: string, options: { signal: AbortSignal }): Promise<void>;
  close(conversationId: string, reason: string): Promise<void>;
}

export interface NewTicket {
  transcript: TranscriptMessage[];
  userId: string | null | undefined;
  signal: AbortSignal;
}
