/** What can go wrong with a call of the API. */
export const apiFaults = [
  'refuse',
  'reset-before-accept',
  'reset-after-accept',
  'drop-before-accept',
  'drop-after-accept',
  'delay',
  'half-body',
  'html',
  'empty',
  'code-40000',
  'error-object',
  '400-error-object',
  '401',
  '429',
  '429-retry-after-seconds',
  '429-retry-after-date',
  '429-rate-limit-reset',
  '500',
  '500-after-accept',
  '502',
  '503',
  '503-retry-after-seconds',
  'redirect',
] as const;

/** What can go wrong with a webhook. */
export const webhookFaults = [
  'duplicate',
  'twice-at-once',
  'reorder',
  'delay',
  'chat-before-establish',
  'chat-after-close',
  'repeat-close',
] as const;
