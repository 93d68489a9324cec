// The metrics of series in promtool's unit tests (`up{job="x"} 0+1x5 _ stale`): whether promtool can read them. Layer: promql (pure
// text). The grammar is `series_description` of Prometheus' promql/parser/generated_parser.y.
import type { Span } from '../text/span';
import { type Dialect, dialect } from './dialect';
import { parsePromql } from './parser';

/** What promtool refuses; offsets are in the text that was given. */
export interface SeriesProblem extends Span {
  readonly message: string;
}

/** promtool reads series with every experimental syntax switched on, and expected samples with none. */
const everything = dialect('3.16', 'all');
const plain = dialect('3.16');

/** What promtool refuses of the labels of an expected sample: `{a="b"}`, `metric{a="b"}` or nothing. */
export function labelsProblem(text: string): SeriesProblem | undefined {
  return labelSetProblem(text, plain);
}

/** What promtool refuses of the metric of a series, without its values. */
export function seriesLabelsProblem(text: string): SeriesProblem | undefined {
  return labelSetProblem(text, everything);
}

/** Where the metric ends; undefined where only the target can tell. */
export function metricEnd(text: string): number | undefined {
  // Lines of their own, comments and start timestamps mean something else to promtool.
  if (/[\n\r]/.test(text) || /^\s*[#@]/.test(text)) return undefined;
  const name = /^\s*[^\s{"'`]*/.exec(text)![0].length;
  if (text[name] !== '{') return name;
  let quote = '';
  for (let at = name + 1; at < text.length; at++) {
    const char = text[at]!;
    if (quote !== '') {
      if (char === '\\' && quote !== '`') at++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'" || char === '`') quote = char;
    else if (char === '}') return at + 1;
  }
  return text.length;
}

/** `name{…}` is read as a selector would be, but that every label has one value. */
function labelSetProblem(text: string, target: Dialect): SeriesProblem | undefined {
  if (text.trim() === '') return undefined;
  const { expr, problems } = parsePromql(text, target);
  // Labels of the series may be empty, which matchers may not.
  const first = problems.find(({ code }) => code !== 'selector' && code !== 'regexp');
  if (first) return { from: first.from, to: first.to, message: first.message };
  if (expr.kind !== 'selector' || expr.offset || expr.at) {
    return { from: 0, to: text.length, message: 'A metric with its labels is expected, as `up{job="x"}`.' };
  }
  const matcher = expr.matchers.find(({ op }) => op !== undefined && op !== '=');
  if (!matcher) return undefined;
  const { from, to } = matcher.opSpan ?? matcher;
  return { from, to, message: 'A label of a series has one value: write `=`.' };
}
