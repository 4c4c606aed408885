/** An agent, or a bot. */
export interface User {
  id: number;
  name: string;
  type: 'user' | 'agent_bot';
}

/** A conversation, as the stand-in keeps it. */
export interface Conversation {
  /** The number that agents see. */
  display_id: number;
  /** The number of its row. */
  id: number;
  inbox_id: number;
  contactId: number;
  contactName: string;
  source_id: string;
  status: 'open' | 'resolved' | 'pending' | 'snoozed';
  custom_attributes: Record<string, unknown>;
  assignee: User | null;
  messages: StoredMessage[];
}

/** A message, as the stand-in keeps it. */
export interface StoredMessage {
  id: number;
  /** The `display_id` of its conversation. */
  conversation: number;
  content: string;
  /** 0: incoming, 1: outgoing, 2: activity, 3: template. */
  message_type: 0 | 1 | 2 | 3;
  private: boolean;
  status: string;
  source_id: string | null;
  content_attributes: Record<string, unknown>;
  /** Epoch seconds. */
  created_at: number;
  sender: User | null;
  attachments: { id: number; file_type: string; data_url: string }[];
}
