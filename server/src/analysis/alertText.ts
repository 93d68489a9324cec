// What an alert says of itself in words. Layer: analysis.
import type { AlertUnit } from './rule';

/** Its name, taken apart into words, and its messages. */
export function alertText({ rule, annotations }: AlertUnit): string {
  const told = annotations.filter(({ name }) => /summary|desc|message|title/i.test(name)).map(({ text }) => text);
  const name = (rule.alert?.value ?? '').replace(/([a-z])([A-Z])/g, '$1 $2');
  return [name, ...told].join(' ').replaceAll('_', ' ');
}
