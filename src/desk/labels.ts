import * as z from 'zod';
import { maxLabels } from './rules/agent-rules.ts';

const maxLabelLength = 64;

/** A label: some text of at most 64 characters. */
export const labelSchema = z
  .string('expected text')
  .refine((label) => label.trim() !== '', 'expected text that is not empty')
  .refine((label) => [...label].length <= maxLabelLength, `expected at most ${maxLabelLength} characters`);

/** The labels of a session. */
export const labelsSchema = z
  .array(labelSchema, 'expected a list of labels')
  .max(maxLabels, `expected at most ${maxLabels} labels`);
