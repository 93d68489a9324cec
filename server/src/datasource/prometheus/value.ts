// Sample values as the API writes them. Layer: datasource.

const floatShape = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** A sample value (`"12.5"`, `"NaN"`, `"+Inf"`); undefined for anything else. */
export function readValue(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  if (text === 'NaN') return Number.NaN;
  if (text === '+Inf' || text === 'Inf') return Number.POSITIVE_INFINITY;
  if (text === '-Inf') return Number.NEGATIVE_INFINITY;
  return text.length <= 400 && floatShape.test(text) ? Number(text) : undefined;
}
