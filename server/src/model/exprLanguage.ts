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
 * What only MetricsQL has: its label of buckets, common parts (`WITH`), and functions whose names nobody would give by
 * mistake. Names that a user of Prometheus may guess at (`median`, `share`, `any`) tell nothing.
 */
function isMetricsQl(expr: string): boolean {
  return expr.includes('vmrange') || /^\s*WITH\s*\(/.test(expr) || METRICSQL_CALL.test(expr);
}

const METRICSQL_CALL =
  /\b(?:rollup(?:_\w+)?|default_rollup|increase_p(?:ure|rometheus)|rate_prometheus|lag|lifetime|tlast_(?:change_)?over_time|tfirst_over_time|(?:count|sum|share)_(?:eq|gt|le|ne)_over_time|quantiles_over_time|zscore(?:_over_time)?|outliers_(?:iqr|mad)|outliersk|(?:top|bottom)k_(?:avg|last|max|median|min)|histogram_share|prometheus_buckets|buckets_limit|keep_(?:last|next)_value|interpolate|remove_resets|(?:running|range)_(?:avg|first|last|max|min|sum|median|quantile|stddev|stdvar|zscore|normalize|linear_regression)|smooth_exponential|label_(?:copy|del|keep|lowercase|map|match|mismatch|move|set|transform|uppercase|value|graphite_group)|drop_(?:common_labels|empty_series))\s*\(/;
