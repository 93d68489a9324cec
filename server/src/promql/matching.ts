// Small facts about matchers that both the checker and label flow need.
// Layer: promql.
import type { Matcher } from './ast';
import { matchesEmpty } from './regex';

/** Whether a matcher keeps out series without the label. */
export function rejectsEmpty({ op, value }: Matcher): boolean {
  if (!value) return false;
  switch (op) {
    case '=':
      return value.value !== '';
    case '!=':
      return value.value === '';
    case '=~':
      return !matchesEmpty(value.value);
    case '!~':
      return matchesEmpty(value.value);
    default:
      return false;
  }
}
