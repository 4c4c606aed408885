/** How much a failed case matters: visitors or the developer would notice, or it is merely better otherwise. */
export type CheckLevel = 'problem' | 'advice';

/** One thing that was checked. */
export interface CheckCase {
  /** What was checked. */
  name: string;
  /** Whether all is well; also true for what was skipped. */
  ok: boolean;
  /** How much it matters. */
  level: CheckLevel;
  /** Why it was not tried; undefined when it was. */
  skipped?: string;
  /** What should have come. */
  expected: string;
  /** What came: status, content type and the beginning of the body. */
  got: string;
  /** What the failure means to visitors or to you, and what was seen. */
  detail: string;
  /** The cause, as far as it can be told from outside, and the mend. */
  fix?: string;
}

/** What `checkWebhook` found. The secret is nowhere in it. */
export interface CheckReport {
  /** No case of level `problem` failed. */
  ok: boolean;
  /** Everything that was checked, in order. */
  cases: CheckCase[];
}
