import { isGptBotsHumanError } from '../internal/error.ts';
import { log, notify } from '../internal/logger.ts';
import { readThrown } from '../internal/thrown.ts';
import type { BridgeOptions } from './settings.ts';

/** Tells the developer of what failed. What is logged says no more than where to look. */
export type ReportBridgeError = (error: unknown, conversation_id: string | undefined) => void;

/** Makes the function that tells. `quietly`: without `onError` and `logger`, the desk has told it already. */
export function bridgeReporter({ name, onError, logger }: BridgeOptions): {
  report: ReportBridgeError;
  reportQuietly: ReportBridgeError;
} {
  const reportQuietly: ReportBridgeError = (error, conversation_id) => {
    if (onError) notify(() => onError(error, { conversation_id }));
    if (logger) log(logger, 'error', text, fieldsOf(name, error, conversation_id));
  };
  return {
    reportQuietly,
    report(error, conversation_id) {
      reportQuietly(error, conversation_id);
      if (!onError && !logger) console.error(text, fieldsOf(name, error, conversation_id));
    },
  };
}

const text = 'gptbots-human: a bridge had an error; see onError';

function fieldsOf(bridge: string, error: unknown, conversation_id: string | undefined): Record<string, unknown> {
  const { kind, delivery } = isGptBotsHumanError(error) ? error : {};
  return { bridge, conversation_id, error: readThrown(error).name, kind, delivery };
}
