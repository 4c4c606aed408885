import { type GptBotsHumanClient, isGptBotsHumanError } from 'gptbots-human';

/** What to show an agent under the message they wrote. */
export type Shown = 'sent' | 'not sent, try again' | 'perhaps sent, ask before sending it again';

export async function send(client: GptBotsHumanClient, conversation_id: string, body: string): Promise<Shown> {
  try {
    await client.sendReply({ conversation_id, body });
    return 'sent';
  } catch (error) {
    if (!isGptBotsHumanError(error)) throw error;
    console.error(error.kind, error.status, error.code, error.message);
    return error.delivery === 'unknown' ? 'perhaps sent, ask before sending it again' : 'not sent, try again';
  }
}
