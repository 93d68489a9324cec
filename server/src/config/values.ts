// Values of a configuration, whoever read them, and how messages show them. Layer: config.

/** A key for a message, shortened where it is long. */
export function shownWord(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** A value for a message, shortened where it is long. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** Whether a value is a mapping. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
