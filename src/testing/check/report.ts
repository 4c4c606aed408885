/** How much a failed case matters. `problem`: visitors or you would notice. `advice`: it could be better. */
export type CheckLevel = 'problem' | 'advice';

/** One thing that was checked. */
export interface CheckCase {
  /** What was checked. */
  name: string;
  /** Whether all is well. Also true when the case was skipped. */
  ok: boolean;
  /** How much it matters. */
  level: CheckLevel;
  /** Why it was skipped. Undefined when it was tried. */
  skipped?: string;
  /** The expected answer. */
  expected: string;
  /** The actual answer: status, content type and the beginning of the body. */
  got: string;
  /** The effect of a failure on visitors or on you, and what was seen. */
  detail: string;
  /** The likely cause, and what to do about it. */
  fix?: string;
}

/** The results of `checkWebhook`. They never contain the secret. */
export interface CheckReport {
  /** Whether no case of level `problem` failed. */
  ok: boolean;
  /** All cases, in order. */
  cases: CheckCase[];
}
