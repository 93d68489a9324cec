// Tells Loki's and VictoriaMetrics' query languages from PromQL, so that rule files in them are not judged as Prometheus
// would. Layer: model.

/** The system that an expression is written for, where its language surely is not PromQL. */
export function otherLanguage(expr: string): 'loki' | 'vmalert' | undefined {
  if (isLogQl(expr)) return 'loki';
  return isMetricsQl(expr) ? 'vmalert' : undefined;
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
  if (expr.includes('vmrange') || /^\s*WITH\s*\(/.test(expr)) return true;
  for (const [name] of expr.matchAll(CALLED)) if (METRICSQL_FUNCTION.test(name)) return true;
  if (!METRICSQL_WORD.test(expr)) return false;
  const bare = withoutTexts(expr);
  return METRICSQL_SYNTAX.some(sign => sign.test(bare));
}

/** The expression with empty texts in its quotes. */
function withoutTexts(expr: string): string {
  let bare = '';
  let quote = '';
  for (let i = 0; i < expr.length; i++) {
    const char = expr[i]!;
    if (quote === '') {
      bare += char;
      if (char === '"' || char === "'" || char === '`') quote = char;
    } else if (char === quote) {
      bare += char;
      quote = '';
    } else if (char === '\\' && quote !== '`') i++;
  }
  return bare;
}

/** The name of what is called. */
const CALLED = /\b[a-zA-Z]\w*(?=\s{0,9}\()/g;
const METRICSQL_FUNCTION =
  /^(?:rollup(?:_\w+)?|default_rollup|increase_p(?:ure|rometheus)|rate_prometheus|rate_over_sum|lag|lifetime|tlast_(?:change_)?over_time|tfirst_over_time|t(?:max|min)_over_time|(?:a|de)scent_over_time|(?:in|de)creases_over_time|(?:distinct|duration|geomean|mode|stale_samples)_over_time|(?:count|sum|share)_(?:eq|gt|le|ne)_over_time|quantiles_over_time|zscore(?:_over_time)?|outliers_(?:iqr|mad)|outliersk|(?:top|bottom)k_(?:avg|last|max|median|min)|histogram_share|prometheus_buckets|buckets_limit|keep_(?:last|next)_value|interpolate|remove_resets|(?:running|range)_(?:avg|first|last|max|min|sum|median|quantile|stddev|stdvar|zscore|normalize|linear_regression|trim_(?:outliers|spikes|zscore)|mad)|smooth_exponential|hoeffding_bound_(?:lower|upper)|bitmap_(?:and|or|xor)|timestamp_with_name|limit_offset|labels_equal|sort_by_label_numeric(?:_desc)?|label_(?:copy|del|keep|lowercase|map|match|mismatch|move|set|transform|uppercase|value|graphite_group)|drop_(?:common_labels|empty_series))$/;
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
