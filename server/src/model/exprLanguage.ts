// Tells Loki's and VictoriaMetrics' query languages from PromQL, so that rule files in them are not judged as Prometheus
// would. Layer: model.

/** The system that an expression is written for, where its language surely is not PromQL. */
export function otherLanguage(expr: string): 'loki' | 'vmalert' | undefined {
  if (isLogQl(expr)) return 'loki';
  return isMetricsQl(expr) ? 'vmalert' : undefined;
}

/** The same in slices. */
export function* otherLanguageInSlices(expr: string): Generator<void, 'loki' | 'vmalert' | undefined> {
  if (isLogQl(expr)) return 'loki';
  yield;
  if (namesMetricsQl(expr)) return 'vmalert';
  yield;
  return writesMetricsQl(expr) ? 'vmalert' : undefined;
}

/** Log pipelines of LogQL: a line filter or a parser stage behind a selector. */
function isLogQl(expr: string): boolean {
  if (!expr.includes('|') && !/\}\s*!=\s*["`]/.test(expr)) return false;
  return (
    /\}\s*(?:\|=|\|~|!~|!=)\s*["`]/.test(expr) ||
    /["`}]\s*\|\s*(?:json|logfmt|unpack|pattern|regexp|line_format|label_format|unwrap|decolorize|keep|drop)\b/.test(
      expr,
    )
  );
}

/**
 * What only MetricsQL has: its label of buckets, common parts (`WITH`), operators and modifiers, and functions whose names
 * nobody would give by mistake. Names that a user of Prometheus may guess at (`median`, `share`, `any`) tell nothing.
 */
function isMetricsQl(expr: string): boolean {
  return namesMetricsQl(expr) || writesMetricsQl(expr);
}

function namesMetricsQl(expr: string): boolean {
  return expr.includes('vmrange') || /^\s*WITH\s*\(/.test(expr) || callsMetricsQl(expr);
}

function writesMetricsQl(expr: string): boolean {
  if (!METRICSQL_WORD.test(expr)) return false;
  const bare = withoutTexts(expr);
  return METRICSQL_SYNTAX.some(sign => sign.test(bare));
}

/** The expression with empty texts in its quotes. */
function withoutTexts(expr: string): string {
  const quotes = /["'`]/g;
  let bare = '';
  let from = 0;
  for (let open = quotes.exec(expr); open; open = quotes.exec(expr)) {
    bare += expr.slice(from, open.index + 1);
    const quote = open[0];
    let to = open.index + 1;
    while (to < expr.length && expr[to] !== quote) to += expr[to] === '\\' && quote !== '`' ? 2 : 1;
    // A text that is not closed goes on to the end.
    from = Math.min(to, expr.length);
    if (from < expr.length) bare += quote;
    quotes.lastIndex = from += 1;
  }
  return from === 0 ? expr : bare + expr.slice(from);
}

/** Whether a function is called that only MetricsQL has. */
function callsMetricsQl(expr: string): boolean {
  for (let at = expr.indexOf('('); at >= 0; at = expr.indexOf('(', at + 1)) {
    let to = at;
    while (to > 0 && expr.charCodeAt(to - 1) <= 32) to--;
    let from = to;
    while (from > 0 && isWord(expr.charCodeAt(from - 1))) from--;
    if (from < to && METRICSQL_FUNCTIONS.has(expr.slice(from, to))) return true;
  }
  return false;
}

function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || code === 95 || (code >= 48 && code <= 57) || (code >= 65 && code <= 90);
}

const METRICSQL_FUNCTIONS: ReadonlySet<string> = new Set(
  `rollup rollup_candlestick rollup_delta rollup_deriv rollup_increase rollup_rate rollup_scrape_interval
  default_rollup increase_pure increase_prometheus rate_prometheus rate_over_sum lag lifetime tlast_over_time
  tlast_change_over_time tfirst_over_time tmax_over_time tmin_over_time ascent_over_time descent_over_time
  increases_over_time decreases_over_time distinct_over_time duration_over_time geomean_over_time mode_over_time
  stale_samples_over_time count_eq_over_time count_gt_over_time count_le_over_time count_ne_over_time sum_eq_over_time
  sum_gt_over_time sum_le_over_time share_eq_over_time share_gt_over_time share_le_over_time quantiles_over_time
  zscore zscore_over_time outliers_iqr outliers_iqr_over_time outliers_mad outliersk topk_avg topk_last topk_max
  topk_median topk_min bottomk_avg bottomk_last bottomk_max bottomk_median bottomk_min histogram_share
  prometheus_buckets buckets_limit keep_last_value keep_next_value interpolate remove_resets running_avg running_max
  running_min running_sum range_avg range_first range_last range_linear_regression range_mad range_max range_median
  range_min range_normalize range_quantile range_stddev range_stdvar range_sum range_trim_outliers range_trim_spikes
  range_trim_zscore range_zscore smooth_exponential hoeffding_bound_lower hoeffding_bound_upper bitmap_and bitmap_or
  bitmap_xor timestamp_with_name limit_offset labels_equal sort_by_label_numeric sort_by_label_numeric_desc label_copy
  label_del label_keep label_lowercase label_map label_match label_mismatch label_move label_set label_transform
  label_uppercase label_value label_graphite_group drop_common_labels drop_empty_series`.split(/\s+/),
);
const METRICSQL_WORD = /\b(?:default|if|ifnot|limit|or|keep_metric_names)\b|\di\b/;
/** Operators, modifiers, filters and steps for durations; texts in quotes are empty here. */
const METRICSQL_SYNTAX: readonly RegExp[] = [
  /[)\]}\w]\s+default\s+[\d(]/,
  /[)\]}]\s+(?:if|ifnot)\s+[(\w]/,
  /\)\s*limit\s+\d/,
  /\bkeep_metric_names\b/,
  /["'`]{2}\s+or\s+\w+\s*[=!]/,
  /(?:\[|offset\s)\d+i\b/,
];

/** Whether the text of a label or annotation asks for what only vmalert gives to templates. */
export function isVmalertTemplate(text: string): boolean {
  return VMALERT.test(text) && text.includes('{{') && !/\$(?:expr|for|type)\s*:=/.test(text);
}

const VMALERT =
  /\$(?:expr|for|type|alertID|groupID|activeAt|isPartial)\b|\b(?:query|path|json|quotes|crlf|html)Escape\b|\bparseDurationTime\b|\bformatTime\b/;
