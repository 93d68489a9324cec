// How keywords and durations of PromQL are told to a person. Layer: features. Markdown without HTML.
import type { Dialect } from '../promql/dialect';
import { formatDuration, formatNumber, secondsOf } from '../promql/durations';
import { lex } from '../promql/lexer';
import { type Span, touches } from '../text/span';

interface Keyword {
  readonly doc: string;
  readonly example: string;
}

/** By the kind of token that the lexer gives a word, see `promql/words.ts`. */
const keywords: Readonly<Record<string, Keyword>> = {
  and: {
    doc: 'Keeps the series of the left side that have a partner with equal labels on the right; values come from the left.',
    example: 'up == 0 and on (instance) node_uname_info',
  },
  or: {
    doc: 'All series of the left side, and those of the right whose labels no series of the left has.',
    example: 'rate(errors_total[5m]) or vector(0)',
  },
  unless: {
    doc: 'Keeps the series of the left side that have no partner with equal labels on the right.',
    example: 'DCGM_FI_DEV_XID_ERRORS > 0 unless DCGM_FI_DEV_XID_ERRORS offset 15m',
  },
  atan2: { doc: 'Angle in radians whose tangent is left over right, by the signs of both.', example: 'y atan2 x' },
  by: {
    doc: 'Aggregates the series that are equal in these labels; the result carries these labels only.',
    example: 'sum by (model_name) (rate(vllm:request_success_total[5m]))',
  },
  without: {
    doc: 'Aggregates the series that are equal in all labels but these; the result carries all labels but these.',
    example: 'sum without (instance) (rate(requests_total[5m]))',
  },
  on: {
    doc: 'Pairs the series of both sides by these labels only; labels that only one side has must not be among them.',
    example: 'a * on (gpu, Hostname) b',
  },
  ignoring: {
    doc: 'Pairs the series of both sides by all labels but these.',
    example: 'rate(errors_total[5m]) / ignoring (code) rate(requests_total[5m])',
  },
  group_left: {
    doc: 'Many series of the left side may share a partner on the right; the labels in parentheses are taken from the partner.',
    example: 'DCGM_FI_DEV_GPU_TEMP * on (pod) group_left (node) kube_pod_info',
  },
  group_right: {
    doc: 'Many series of the right side may share a partner on the left; the labels in parentheses are taken from the partner.',
    example: 'kube_pod_info * on (pod) group_right (node) DCGM_FI_DEV_GPU_TEMP',
  },
  offset: {
    doc: 'Reads the selector as it was this long ago; a negative one looks ahead of the evaluation.',
    example: 'DCGM_FI_DEV_XID_ERRORS offset 15m',
  },
  bool: {
    doc: 'The comparison gives 1 or 0 for every series instead of keeping those for which it holds: an alert on it always fires.',
    example: 'up == bool 1',
  },
  fill: { doc: 'Number that stands for the missing partner of a series.', example: 'a + fill (0) b' },
  fill_left: { doc: 'Number that stands for a missing partner on the left.', example: 'a + fill_left (0) b' },
  fill_right: { doc: 'Number that stands for a missing partner on the right.', example: 'a + fill_right (0) b' },
  anchored: {
    doc: 'The range begins with the last sample before it, so that a difference covers the whole range.',
    example: 'increase(requests_total[5m] anchored)',
  },
  smoothed: {
    doc: 'The values at both ends of the range are interpolated from the samples around them.',
    example: 'rate(requests_total[5m] smoothed)',
  },
};

/** What is known of the keyword or duration that touches `offset` of an expression. */
export function keywordAt(
  text: string,
  offset: number,
  dialect: Dialect,
): (Span & { readonly markdown: string }) | undefined {
  const { kinds, from, to } = lex(text, dialect);
  for (const [i, kind] of kinds.entries()) {
    const span = { from: from[i]!, to: to[i]! };
    if (span.from > offset) break;
    if (!touches(span, offset)) continue;
    const written = text.slice(span.from, span.to);
    const markdown = kind === 'duration' ? durationMarkdown(written) : keywordMarkdown(kind);
    if (markdown !== undefined) return { markdown, ...span };
  }
  return undefined;
}

function keywordMarkdown(kind: string): string | undefined {
  if (!Object.hasOwn(keywords, kind)) return undefined;
  const { doc, example } = keywords[kind]!;
  return `**\`${kind}\`**\n\n${doc}\n\nExample: \`${example}\``;
}

function durationMarkdown(written: string): string | undefined {
  const seconds = secondsOf(written);
  if (seconds === undefined) return undefined;
  const short = formatDuration(seconds);
  const inSeconds = `${formatNumber(seconds)} seconds`;
  return `**\`${written}\`** — ${short === written ? inSeconds : `${inSeconds}, also written \`${short}\``}`;
}
