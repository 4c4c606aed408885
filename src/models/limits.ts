/** How many lines of a transcript are read; an establish request with more is refused. */
export const maxTranscriptLines = 5_000;

/** Length of an id or another name, in characters. Names are kept as keys, so a longer one is not cut: it is no name. */
export const maxNameLength = 512;

/** Levels of a field that no edition knows; one with more is left out. */
export const maxUnknownDepth = 64;

/** Values, in all its levels, of a field that no edition knows; one with more is left out. */
export const maxUnknownValues = 10_000;
