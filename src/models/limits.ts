/** The maximum number of transcript lines. An establish request with more is refused. */
export const maxTranscriptLines = 5_000;

/**
 * The maximum length of an id or a name, in characters. A longer one is left out, not cut: a cut id would be another
 * id.
 */
export const maxNameLength = 512;

/** The maximum nesting of an unknown field. A deeper one is left out. */
export const maxUnknownDepth = 64;

/** The maximum number of values in an unknown field, on all levels. One with more is left out. */
export const maxUnknownValues = 10_000;
