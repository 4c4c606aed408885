import { isGptBotsHumanError } from '../internal/error.ts';
import { log, notify } from '../internal/logger.ts';
import { readThrown } from '../internal/thrown.ts';
import type { DeskSettings } from './options.ts';

/** Tells the developer of what failed behind the scenes. What is logged says no more than where to look. */
export function reporter({ onError, logger }: Pick<DeskSettings, 'onError' | 'logger'>) {
  return (error: unknown, conversation_id: string | undefined): void => {
    if (onError) notify(() => onError(error, { conversation_id }));
    const { name } = readThrown(error);
    const { kind, delivery } = isGptBotsHumanError(error) ? error : {};
    const fields = { conversation_id, error: name, kind, delivery };
    if (logger) log(logger, 'error', 'gptbots-human: the desk had an error; see onError', fields);
    else if (!onError) console.error('gptbots-human: the desk had an error; see onError', fields);
  };
}
