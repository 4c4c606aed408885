import type { VisitorOptions } from '../../testing/types.ts';
import type { Texts } from './read-texts.ts';

/** Who the visitor says to be. What they left empty is as the platform has it. */
export function visitorOptions({ question, email, user_id, phone }: Texts): VisitorOptions {
  const user = Object.entries({ user_id, phone }).filter(([, value]) => value);
  return {
    email: email || undefined,
    user: Object.fromEntries(user),
    transcript: question
      ? [
          { message_type: 'QUESTION', text: question },
          { message_type: 'ANSWER', text: '' },
        ]
      : undefined,
  };
}
