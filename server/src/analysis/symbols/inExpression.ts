// The names in an expression: metrics, labels, and the alerts that `ALERTS` is asked about. Layer: analysis.

import type { Expr, Ident, VectorSelector } from '../../promql/ast';
import { isAboutAlerts, metricName } from '../../promql/inspect';
import { nodesOf } from '../../promql/walk';
import type { Source } from '../source';
import { isPlainName, type SymbolSite, siteOf } from './symbol';

/** All names in an expression, in no certain order; `source` is its text. */
export function symbolsInExpression(expr: Expr, source: Source): readonly SymbolSite[] {
  const label = ({ name, from, to }: Ident): SymbolSite => siteOf('label', 'use', name, source, { from, to });
  return nodesOf(expr).flatMap((node): readonly SymbolSite[] => {
    switch (node.kind) {
      case 'selector':
        return inSelector(node, source, label);
      case 'aggregate':
        return (node.grouping?.labels ?? []).map(label);
      case 'binary':
        return [...(node.matching?.labels ?? []), ...(node.matching?.group?.labels ?? [])].map(label);
      default:
        return [];
    }
  });
}

function inSelector(node: VectorSelector, source: Source, label: (name: Ident) => SymbolSite): readonly SymbolSite[] {
  const sites: SymbolSite[] = [];
  if (node.name) sites.push(siteOf('metric', 'use', node.name.name, source, node.name));
  const metric = metricName(node);
  for (const { label: name, op, value } of node.matchers) {
    if (name.name !== '__name__') sites.push(label(name));
    if (!value) continue;
    if (name.name === '__name__') sites.push(...namesInMatch('metric', op, value.value, source, value));
    if (name.name === 'alertname' && metric !== undefined && isAboutAlerts(metric)) {
      sites.push(...namesInMatch('alert', op, value.value, source, value));
    }
  }
  return sites;
}

/** The names that a matcher asks for: its value, the alternatives of a pattern of plain words, or the pattern. */
export function namesInMatch(
  kind: SymbolSite['kind'],
  op: string | undefined,
  value: string,
  source: Source,
  span: { readonly from: number; readonly to: number },
): readonly SymbolSite[] {
  if (op === '=' || op === '!=') return value === '' ? [] : [siteOf(kind, 'use', value, source, span)];
  if (!value.split('|').every(isPlainName))
    return [{ kind, role: 'pattern', name: value, at: { source, span }, exact: false }];
  const start = source.text.indexOf(value, span.from);
  const isWritten = start >= 0 && start + value.length <= span.to;
  let at = start;
  return value.split('|').flatMap(name => {
    const place = isWritten ? { from: at, to: at + name.length } : span;
    at += name.length + 1;
    return [{ ...siteOf(kind, 'use', name, source, place), plain: true }];
  });
}
