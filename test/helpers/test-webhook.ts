import {
  createHumanWebhook,
  type HandledInfo,
  type HumanWebhook,
  type HumanWebhookOptions,
  type WebhookContext,
  type WebhookHandler,
  type WebhookRoute,
} from 'gptbots-human';

export const secret = 'correct-horse';

/** One run of a handler. */
export interface Run {
  route: WebhookRoute;
  request: Record<string, unknown>;
  ctx: WebhookContext;
}

export interface TestWebhook {
  webhook: HumanWebhook;
  /** Every handler run, in the order of their starts. */
  runs: Run[];
  /** What `onError` heard. */
  errors: unknown[];
  /** What `onHandled` heard. */
  handled: HandledInfo[];
  /** What the logger heard. */
  logged: { level: string; message: string; fields: Record<string, unknown> | undefined }[];
}

/** A webhook that records what it does. Its handlers accept everything, unless the options say otherwise. */
export function testWebhook(options: Partial<HumanWebhookOptions> = {}): TestWebhook {
  const runs: Run[] = [];
  const errors: unknown[] = [];
  const handled: HandledInfo[] = [];
  const logged: TestWebhook['logged'] = [];
  const logAs = (level: string) => (message: string, fields?: Record<string, unknown>) => {
    logged.push({ level, message, fields });
  };
  const recorded = <T extends { conversation_id: string }>(handler?: WebhookHandler<T>): WebhookHandler<T> => {
    return (request, ctx) => {
      runs.push({ route: ctx.route, request, ctx });
      return handler?.(request, ctx);
    };
  };
  const webhook = createHumanWebhook({
    secret,
    logger: { debug: logAs('debug'), info: logAs('info'), warn: logAs('warn'), error: logAs('error') },
    onError: (error) => errors.push(error),
    onHandled: (info) => handled.push(info),
    ...options,
    establish: recorded(options.establish),
    chat: recorded(options.chat),
    close: recorded(options.close),
  });
  return { webhook, runs, errors, handled, logged };
}
