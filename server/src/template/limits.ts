// Bounds that keep the rendering of a hostile template short.
// Layer: template.

/** The longest text, in UTF-16 code units, that a template or a function in it may make. */
export const MAX_OUTPUT = 1 << 20;
/** Evaluated nodes; a long text counts for several. */
export const MAX_STEPS = 200_000;
/** Blocks, parentheses and named templates inside each other while running. */
export const MAX_RUN_DEPTH = 400;

/** A bound was reached: said of the preview, not of the target. */
export class LimitError extends Error {}

/** Why a text is not made to its end. */
export const tooLong = 'the text grows too long';
