// Ways through a tree: children, every node, the path to an offset.
// Layer: promql.
import { touches } from '../text/span';
import type { Aggregate, Binary, Expr, VectorSelector } from './ast';

/** The expressions directly below, in the order of the text where that is unambiguous: parameter before operand, left before right. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'matrix':
      return [expr.selector];
    case 'subquery':
    case 'unary':
    case 'paren':
      return [expr.expr];
    case 'call':
      return expr.args;
    case 'aggregate':
      return aggregateChildren(expr);
    case 'binary':
      return binaryChildren(expr);
    default:
      return none;
  }
}

const none: readonly Expr[] = [];

function aggregateChildren({ param, expr, extra }: Aggregate): readonly Expr[] {
  if (!param && !extra) return [expr];
  return [...(param ? [param] : []), expr, ...(extra ?? [])];
}

function binaryChildren({ lhs, rhs, fills }: Binary): readonly Expr[] {
  return fills.length === 0 ? [lhs, rhs] : [lhs, ...fills.map(fill => fill.value), rhs];
}

/** Calls `enter` for every node, parents first. Where it gives false the node's children are left out. */
export function walk(root: Expr, enter: Enter): void {
  new Walk(root, enter).go(Number.POSITIVE_INFINITY);
}

/** The same in slices. */
export function* walkInSlices(root: Expr, enter: Enter): Generator<void, void> {
  const way = new Walk(root, enter);
  while (way.go(nodesPerSlice)) yield;
}

type Enter = (expr: Expr, parent: Expr | undefined) => unknown;

/** How many nodes are entered between two yields. */
const nodesPerSlice = 500;

/** Every expression is walked several times, most at one go: a loop is cheaper than a generator that never pauses. */
class Walk {
  /** Not on the stack of calls: chains of operators may be thousands of nodes high. */
  private readonly stack: Expr[];
  private readonly parents: (Expr | undefined)[] = [undefined];

  constructor(
    root: Expr,
    private readonly enter: Enter,
  ) {
    this.stack = [root];
  }

  /** Enters at most so many nodes; whether some may be left. */
  go(most: number): boolean {
    const { stack, parents, enter } = this;
    for (let left = most; left > 0; left--) {
      const expr = stack.pop();
      if (!expr) return false;
      if (enter(expr, parents.pop()) === false) continue;
      stackChildren(expr, stack);
      while (parents.length < stack.length) parents.push(expr);
    }
    return true;
  }
}

/** All nodes of a tree, parents first. */
export function nodesOf(root: Expr): readonly Expr[] {
  const nodes: Expr[] = [];
  const stack = [root];
  for (let expr = stack.pop(); expr; expr = stack.pop()) {
    nodes.push(expr);
    stackChildren(expr, stack);
  }
  return nodes;
}

/** The same in slices. */
export function* nodesInSlices(root: Expr): Generator<void, readonly Expr[]> {
  const nodes: Expr[] = [];
  yield* walkInSlices(root, expr => nodes.push(expr));
  return nodes;
}

/** Puts the children on a stack, the first of them on top. Every expression is walked several times: no list is made. */
function stackChildren(expr: Expr, stack: Expr[]): void {
  switch (expr.kind) {
    case 'matrix':
      stack.push(expr.selector);
      break;
    case 'subquery':
    case 'unary':
    case 'paren':
      stack.push(expr.expr);
      break;
    case 'call':
      for (let i = expr.args.length - 1; i >= 0; i--) stack.push(expr.args[i]!);
      break;
    case 'aggregate':
      for (let i = (expr.extra?.length ?? 0) - 1; i >= 0; i--) stack.push(expr.extra![i]!);
      stack.push(expr.expr);
      if (expr.param) stack.push(expr.param);
      break;
    case 'binary':
      stack.push(expr.rhs);
      for (let i = expr.fills.length - 1; i >= 0; i--) stack.push(expr.fills[i]!.value);
      stack.push(expr.lhs);
      break;
  }
}

/** The nodes that hold `offset`, from the root to the innermost; empty where the offset is outside. Both ends of a node count. */
export function nodeAt(root: Expr, offset: number): readonly Expr[] {
  const path: Expr[] = [];
  let expr: Expr | undefined = touches(root, offset) ? root : undefined;
  while (expr) {
    path.push(expr);
    const below: readonly Expr[] = childrenOf(expr).filter(child => touches(child, offset));
    // Between two neighbours the one that begins here is meant, unless it is a hole behind a name.
    expr = below.find(child => child.kind !== 'missing' && child.to === offset && child.from < offset) ?? below.at(-1);
  }
  return path;
}

/**
 * The ancestors of a node, outermost first, found on the way down by the places of nodes; undefined where these do not tell, as in
 * the tree of a broken text.
 */
export function ancestorsOf(root: Expr, node: Expr): readonly Expr[] | undefined {
  const path: Expr[] = [];
  let at: Expr | undefined = root;
  while (at !== node) {
    if (!at) return undefined;
    path.push(at);
    at = childAround(at, node);
  }
  return path;
}

/** The child that the node is or lies in, by places. */
function childAround(parent: Expr, node: Expr): Expr | undefined {
  switch (parent.kind) {
    case 'matrix':
      return isAround(parent.selector, node) ? parent.selector : undefined;
    case 'subquery':
    case 'unary':
    case 'paren':
      return isAround(parent.expr, node) ? parent.expr : undefined;
    case 'call':
      for (const arg of parent.args) if (isAround(arg, node)) return arg;
      return undefined;
    default:
      for (const child of childrenOf(parent)) if (isAround(child, node)) return child;
      return undefined;
  }
}

function isAround(child: Expr, node: Expr): boolean {
  return child === node || (child.from <= node.from && child.to >= node.to);
}

/** Every selector of a tree, in order of the text. Asked for by many checks: no other node is kept on the way. */
export function selectorsOf(root: Expr): readonly VectorSelector[] {
  const selectors: VectorSelector[] = [];
  const stack = [root];
  for (let expr = stack.pop(); expr; expr = stack.pop()) {
    if (expr.kind === 'selector') selectors.push(expr);
    else stackChildren(expr, stack);
  }
  return selectors;
}

/** Every selector among nodes. */
export function selectorsAmong(nodes: readonly Expr[]): readonly VectorSelector[] {
  return nodes.filter(node => node.kind === 'selector');
}
