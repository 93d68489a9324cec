// Words of PromQL that are more than names.
// Layer: promql.
import { isSpace } from './characters';

/** Aggregations, modifiers and operators that are words. Case does not matter to upstream; the kind is lower case. */
const keywords: ReadonlySet<string> = new Set(
  (
    'and or unless atan2 sum avg count min max group stddev stdvar topk bottomk count_values quantile limitk limit_ratio ' +
    'offset smoothed anchored by without on ignoring group_left group_right fill fill_left fill_right bool ' +
    'start end step range max_of min_of'
  ).split(' '),
);

/** The kind of token that a word is: a keyword in lower case, `number` or `identifier`. */
export function wordKind(text: string, from: number, to: number): string {
  const length = to - from;
  if (length > 12 || length < 2) return 'identifier';
  const word = text.slice(from, to).toLowerCase();
  if (word === 'inf' || word === 'nan') return 'number';
  if (!keywords.has(word) || word.length !== length) return 'identifier';
  // Only `fill (` is a modifier; `fill` alone stays a name.
  if (word.startsWith('fill')) {
    let next = to;
    while (isSpace(text.charCodeAt(next))) next++;
    return text.charCodeAt(next) === 0x28 ? word : 'identifier';
  }
  return word;
}
