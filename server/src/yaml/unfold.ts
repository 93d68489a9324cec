// What the aliases of a document unfold to: go-yaml refuses a document that is nearly all aliases, and the readers let go
// of what is more than can be judged. Layer: yaml.
import type { Problem, Span } from '../text/span';
import type { YamlAlias, YamlNode } from './node';

/** Unfolded nodes that are always read: some ten thousand rules. */
const ENOUGH = 50_000;

/** Beyond, a document may unfold to this many times what is written in it. */
const TIMES = 10;

/** Aliases of aliases soon unfold to more than a number holds. */
const MOST = 2 ** 50;

/** How deep a tree is, aliases unfolded: what recurses over it never runs out of stack. */
export const MAX_DEPTH = 500;

/** Counts the nodes of one document as go-yaml counts the steps of decoding it, and how deep they lie. */
export class Unfolding {
  /** All nodes up to here, aliases unfolded. */
  private all = 0;
  /** Those of them that stand behind an alias. */
  private behind = 0;
  private readonly sizes = new Map<YamlNode, number>();
  /** How many collections are open. */
  depth = 0;
  /** The deepest level since the innermost open collection began. */
  private deepest = 0;
  /** Levels of anchored collections. */
  private readonly heights = new Map<YamlNode, number>();
  /** The first alias that go-yaml surely refuses to unfold. */
  refused: YamlAlias | undefined;
  /** The first alias that go-yaml may unfold and we do not. */
  unread: YamlAlias | undefined;
  /** The first collection, or alias of one, that lies too deep to be in the tree. */
  tooDeep: Span | undefined;

  /** How many nodes there are so far, the place to measure from. */
  get count(): number {
    return this.all;
  }

  /** A node that is no alias begins. */
  node(): void {
    this.all++;
  }

  /** A collection begins; what it gives is for `leave`. */
  enter(): number {
    const outer = this.deepest;
    this.deepest = ++this.depth;
    return outer;
  }

  /** The innermost open collection ends. */
  leave(node: YamlNode, outer: number): void {
    if (node.kind !== 'alias' && node.anchor !== undefined) this.heights.set(node, this.deepest - this.depth + 1);
    this.deepest = Math.max(outer, this.deepest);
    this.depth--;
  }

  /** An anchored node ends that began at `from`, a `count` of before. */
  ended(node: YamlNode, from: number): void {
    this.sizes.set(node, this.all - from);
  }

  /** An alias as it may be read: without its target where all unfolds to too much, or too deep. */
  alias(alias: YamlAlias): YamlAlias {
    const size = alias.target ? (this.sizes.get(alias.target) ?? 0) : 0;
    this.all = Math.min(this.all + 1 + size, MOST);
    this.behind = Math.min(this.behind + size, MOST);
    const deepest = this.depth + (alias.target ? (this.heights.get(alias.target) ?? 0) : 0);
    if (isRefused(this.all, this.behind)) this.refused ??= alias;
    else if (deepest > MAX_DEPTH) this.tooDeep ??= { from: alias.from, to: alias.to };
    else if (this.behind > Math.max(ENOUGH, TIMES * (this.all - this.behind))) this.unread ??= alias;
    else {
      this.deepest = Math.max(this.deepest, deepest);
      return alias;
    }
    const { kind, name, from, to } = alias;
    return { kind, name, from, to };
  }
}

/** go-yaml's rule for documents with `excessive aliasing`. It decodes some nodes twice; those written are counted so. */
function isRefused(all: number, behind: number): boolean {
  if (behind <= 100 || all <= 1000) return false;
  const share = behind / (behind + 1.5 * (all - behind));
  return share > Math.min(0.99, Math.max(0.1, 0.99 - 0.89 * ((all - 400_000) / 3_600_000)));
}

/** What go-yaml says against such a document. */
export function excessive({ from, to, name }: YamlAlias): Problem {
  const message = `The aliases up to \`*${name}\` unfold to far more than is written here (document contains excessive aliasing); write the values out.`;
  return { from, to, code: 'excessive-aliases', message };
}
