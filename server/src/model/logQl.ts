// Tells Loki's query language from PromQL, so that its rule files are not judged as Prometheus would. Layer: model.

/** Log pipelines of LogQL: a line filter or a parser stage behind a selector. */
export function isLogQl(expr: string): boolean {
  if (!expr.includes('|') && !/\}\s*!=\s*["`]/.test(expr)) return false;
  return (
    /\}\s*(?:\|=|\|~|!~|!=)\s*["`]/.test(expr) ||
    /["`}]\s*\|\s*(?:json|logfmt|unpack|pattern|regexp|line_format|label_format|unwrap|decolorize|keep|drop)\b/.test(
      expr,
    )
  );
}
