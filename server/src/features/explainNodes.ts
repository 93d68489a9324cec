// An expression as the rows in which the preview explains it: one a part that has series or a number, the whole first.
// Layer: features (over promql).
import type { Expr } from '../promql/ast';
import { typeOf } from '../promql/types';
import { childrenOf } from '../promql/walk';
import type { ExplainedNode } from './previewShapes';

/** Rows that anybody reads; what is deeper inside is left out. */
const maxNodes = 60;

/** The parts of an expression, parents first; `text` is that of the expression. */
export function explainNodes(expr: Expr, text: string): readonly ExplainedNode[] {
  const nodes: ExplainedNode[] = [];
  const open: { readonly expr: Expr; readonly parent: number }[] = [{ expr, parent: -1 }];
  for (let at = open.pop(); at && nodes.length < maxNodes; at = open.pop()) {
    let parent = at.parent;
    const node = at.expr;
    // A selector below its range would say the same again.
    const children = node.kind === 'matrix' ? [] : childrenOf(node).filter(hasSeries);
    const ask = questionOf(node, text);
    if (ask !== undefined) {
      const depth = parent < 0 ? 0 : nodes[parent]!.depth + 1;
      nodes.push({ parent, depth, what: whatOf(node), from: node.from, to: node.to, ...ask });
      parent = nodes.length - 1;
    }
    for (const child of [...children].reverse()) open.push({ expr: child, parent });
  }
  return nodes;
}

/** Numbers, texts and holes have nothing to explain. */
function hasSeries(expr: Expr): boolean {
  if (expr.kind === 'number' || expr.kind === 'string' || expr.kind === 'missing') return false;
  return expr.kind !== 'unary' || hasSeries(expr.expr);
}

/** The queries that show what a part gives; undefined for what is no part of its own. */
function questionOf(expr: Expr, text: string): Pick<ExplainedNode, 'ask' | 'askCount'> | undefined {
  const written = text.slice(expr.from, expr.to);
  switch (expr.kind) {
    case 'paren':
    case 'subquery':
      return undefined;
    case 'selector':
      return { ask: written };
    case 'matrix':
      // All samples of a range would be too many to look at: the last one and their number tell what a function gets.
      return { ask: `last_over_time(${written})`, askCount: `count_over_time(${written})` };
    default:
      return typeOf(expr) === 'vector' || typeOf(expr) === 'scalar' ? { ask: written } : undefined;
  }
}

function whatOf(expr: Expr): ExplainedNode['what'] {
  switch (expr.kind) {
    case 'selector':
    case 'matrix':
      return 'selector';
    case 'binary':
      return 'operator';
    case 'aggregate':
      return 'aggregation';
    default:
      return 'function';
  }
}
