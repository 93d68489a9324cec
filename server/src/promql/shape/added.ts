// Labels that an expression asks for and that none of its metrics brings: relabeling and external labels add such to all series, as
// whoever wrote the expression knows. Layer: promql.
import type { Expr, Ident } from '../ast';
import { rejectsEmpty } from '../matching';
import type { LabelSet } from './labelSet';
import type { MetricLabels } from './metricLabels';
import { metricNames } from './selector';

/**
 * The labels that no metric of an expression is known to have, and that it chooses series of a known metric by, or groups and
 * matches by at several places, or by several of them: one alone may be a mistake, unless it names whole systems. In slices.
 */
export function* addedLabels(nodes: readonly Expr[], metrics: MetricLabels): Generator<void, readonly string[]> {
  let lists: (readonly Ident[])[] | undefined;
  let chosen: string[] | undefined;
  let isClosed = false;
  const known: LabelSet[] = [];
  for (const [i, node] of nodes.entries()) {
    if (i % nodesPerSlice === nodesPerSlice - 1) yield;
    if (node.kind === 'selector') {
      for (const name of metricNames(node)) {
        const { labels, sure } = metrics.carriedBy(name);
        known.push(labels ?? sure);
        if (!labels) continue;
        isClosed = true;
        for (const matcher of node.matchers) if (rejectsEmpty(matcher)) (chosen ??= []).push(matcher.label.name);
      }
    } else if (node.kind === 'aggregate') {
      if (node.grouping && !node.grouping.without) (lists ??= []).push(node.grouping.labels);
    } else if (node.kind === 'binary') {
      if (node.matching?.on) (lists ??= []).push(node.matching.labels);
    }
  }
  // Where all is open anything may be there as it is.
  if (!isClosed || (!lists && !chosen)) return none;
  const isForeign = (label: string): boolean => !known.some(labels => labels.has(label));
  const found = new Set(chosen?.filter(isForeign));
  const once = new Set<string>();
  for (const list of lists ?? []) {
    const foreign = list.flatMap(({ name }) => (isForeign(name) ? [name] : []));
    for (const label of foreign) {
      if (foreign.length > 1 || once.has(label) || ofSystems.test(label)) found.add(label);
      once.add(label);
    }
  }
  if (found.size === 0) return none;
  for (const label of madeLabels(nodes)) found.delete(label);
  return [...found];
}

/** Words by which systems are told apart, which no exporter knows of itself. */
const ofSystems =
  /(?:^|_)(?:k8s|kubernetes|cluster|datacenter|region|zone|site|env|environment|stage|tenant|customer|account|fleet)(?:_|$)/;

/** How many nodes are looked at between two yields. */
const nodesPerSlice = 1000;

const none: readonly string[] = [];

/** The labels that functions of the expression write. */
function madeLabels(nodes: readonly Expr[]): readonly string[] {
  return nodes.flatMap(node => {
    const isWriter = node.kind === 'call' && (node.func.name === 'label_replace' || node.func.name === 'label_join');
    const target = isWriter ? node.args[1] : node.kind === 'aggregate' ? node.param : undefined;
    return target?.kind === 'string' ? [target.value] : [];
  });
}
