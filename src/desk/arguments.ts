import * as z from 'zod';
import { describeIssues } from '../internal/issues.ts';
import { callback, inputError } from '../internal/options.ts';
import type { FollowEvent, StillOpen } from './desk.ts';
import { labelSchema, labelsSchema } from './labels.ts';
import type { Agent } from './types.ts';

const name = z.string('expected text').min(1, 'expected text that is not empty');
const text = z.string('expected text').refine((given) => given.trim() !== '', 'expected text that is not empty');
const agent = z
  .object({ id: name, name: z.string().optional() }, 'expected an agent: { id, name? }')
  .transform(({ id, name }): Agent => (name === undefined ? { id } : { id, name }));
// An agent's id alone is enough.
const agentId = z.union([name, agent.transform(({ id }) => id)], 'expected an agent, or its id');
const count = z.int('expected a whole number').nonnegative();
const upTo1000 = z.int('expected a whole number from 1 to 1000').min(1).max(1000);
const id = name.max(200, 'expected at most 200 characters');
// Not `instanceof`: a polyfill has a class of its own.
const signal = z
  .custom<AbortSignal>(
    (value) => typeof (value as AbortSignal | null)?.addEventListener === 'function',
    'expected an AbortSignal',
  )
  .optional();

/** What the methods of a desk may be called with. */
export const argumentSchemas = {
  reply: z.object({ conversationId: name, text, id: id.optional(), agent: agent.optional(), signal }),
  close: z.object({
    conversationId: name,
    farewell: text.optional(),
    farewellId: id.optional(),
    agent: agent.optional(),
    evenIfRefused: z.boolean().optional(),
  }),
  claim: z.object({ conversationId: name, agent, from: agentId.optional() }),
  release: z.object({ conversationId: name, agentId }),
  notify: z.object({ conversationId: name, text, id: id.optional(), signal }),
  label: z.object({ conversationId: name, add: labelsSchema.default([]), remove: labelsSchema.default([]) }),
  position: z.object({ conversationId: name }),
  link: z.object({ conversationId: name, ref: name, from: name.nullable().optional() }),
  find: z.object({ ref: name }),
  session: z.object({ conversationId: name }),
  sessions: z.object({
    state: z.enum(['waiting', 'connected', 'closed']).optional(),
    userKey: name.optional(),
    label: labelSchema.optional(),
    limit: upTo1000.default(100),
    page: name.optional(),
  }),
  transcript: z.object({ conversationId: name, after: count.default(0), limit: upTo1000.default(1000) }),
  events: z.object({ after: z.string('expected a cursor').optional(), signal }),
  follow: z.object({
    name: id,
    handler: callback<(event: FollowEvent | StillOpen) => unknown>(),
    from: z.enum(['now', 'start']).default('now'),
    signal,
    concurrency: upTo1000.default(16),
    openFirst: z.boolean('expected true or false').default(false),
  }),
  forget: z.union(
    [
      z.strictObject({ conversationId: name, userKey: z.undefined().optional() }),
      z.strictObject({ userKey: name, conversationId: z.undefined().optional() }),
    ],
    'expected { conversationId } or { userKey }',
  ),
  shutdown: z.object({ timeoutMs: z.number().nonnegative().max(2_147_483_647).default(10_000) }),
};

/** Checks what a method was called with; throws kind `input`, naming what is wrong, never its value. */
export function checked<T>(method: string, schema: z.ZodType<T>, given: object): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw inputError(`desk.${method}: ${describeIssues(parsed.error.issues, 'options')}. Nothing was done.`);
}
