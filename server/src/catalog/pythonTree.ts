// The syntax tree of Python source. Layer: catalog.
import type { PartialParse, SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/python';

/** Steps of the parser, of which a token takes one or two, and those in which it looks for a way on behind a mistake. */
const mostSteps = 150_000;
const mostRecovering = 1_500;

/** Brackets in each other, those in texts counted. */
const mostNested = 200;

/**
 * The tree, or nothing of a text that would take seconds or whose nesting is deeper than the stack: much is nested in each other, it is
 * no Python for long, or it is as long as what no person wrote.
 */
export function pythonTree(text: string): Tree | undefined {
  if (isNestedDeeply(text)) return undefined;
  try {
    const parse: PartialParse & { readonly recovering?: number } = parser.startParse(text);
    let recovering = 0;
    for (let steps = 0; steps < mostSteps && recovering < mostRecovering; steps++) {
      const tree = parse.advance();
      if (tree) return tree;
      // Above 0 from a mistake on until some tokens were read.
      if ((parse.recovering ?? 0) > 0) recovering++;
    }
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function isNestedDeeply(text: string): boolean {
  let depth = 0;
  for (const { 0: bracket } of text.matchAll(/[()[\]{}]/g)) {
    depth = '([{'.includes(bracket) ? depth + 1 : Math.max(0, depth - 1);
    if (depth > mostNested) return true;
  }
  return false;
}

/** All calls of a tree, in the order of the text. */
export function callsIn(tree: Tree): readonly SyntaxNode[] {
  const calls: SyntaxNode[] = [];
  tree.iterate({
    enter: ref => {
      if (ref.name === 'CallExpression') calls.push(ref.node);
    },
  });
  return calls;
}
