// Nodes of a text that is part of another one, at their places there. Layer: yaml.
// A part is made when somebody looks at it: of the thousands of items that an edit moves hardly any is asked for.
import { movedMap } from '../text/makeMap';
import type { TextMap } from '../text/textMap';
import type { ScalarStyle, YamlMap, YamlNode, YamlPair, YamlScalar, YamlSeq } from './node';

/** `node`, which was read from a text that begins at `base` of another one, with offsets in that one. */
export function movedNode(node: YamlNode, base: number): YamlNode {
  if (base === 0) return node;
  // What is moved with every edit is not moved on top of having been moved.
  if (node instanceof MovedScalar || node instanceof MovedMap || node instanceof MovedSeq)
    return movedNode(node.node, node.base + base);
  switch (node.kind) {
    case 'scalar':
      return new MovedScalar(node, base);
    case 'map':
      return new MovedMap(node, base);
    case 'seq':
      return new MovedSeq(node, base);
    case 'alias':
      return {
        ...node,
        from: node.from + base,
        to: node.to + base,
        target: node.target && movedNode(node.target, base),
      };
  }
}

/** A scalar as it was read, and how much further on it stands now. */
export function readScalar(node: YamlScalar): { readonly scalar: YamlScalar; readonly base: number } {
  return node instanceof MovedScalar ? { scalar: node.node, base: node.base } : { scalar: node, base: 0 };
}

class MovedScalar implements YamlScalar {
  readonly kind = 'scalar';
  readonly style: ScalarStyle;
  readonly from: number;
  readonly to: number;
  readonly value: string;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
  readonly absent: boolean | undefined;
  private made: TextMap | undefined;

  constructor(
    readonly node: YamlScalar,
    readonly base: number,
  ) {
    const { style, from, to, value, tag, anchor, absent } = node;
    this.style = style;
    this.from = from + base;
    this.to = to + base;
    this.value = value;
    this.tag = tag;
    this.anchor = anchor;
    this.absent = absent;
  }

  get map(): TextMap {
    this.made ??= movedMap(this.node.map, this.base);
    return this.made;
  }
}

/** What mappings and lists have in common. */
class MovedCollection<N extends YamlMap | YamlSeq> {
  readonly from: number;
  readonly to: number;
  readonly flow: boolean;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;

  constructor(
    readonly node: N,
    readonly base: number,
  ) {
    const { from, to, flow, tag, anchor } = node;
    this.from = from + base;
    this.to = to + base;
    this.flow = flow;
    this.tag = tag;
    this.anchor = anchor;
  }
}

class MovedMap extends MovedCollection<YamlMap> implements YamlMap {
  readonly kind = 'map';
  private made: readonly YamlPair[] | undefined;

  get pairs(): readonly YamlPair[] {
    const { base } = this;
    this.made ??= this.node.pairs.map(({ key, value }) => ({
      key: movedNode(key, base),
      value: movedNode(value, base),
    }));
    return this.made;
  }
}

class MovedSeq extends MovedCollection<YamlSeq> implements YamlSeq {
  readonly kind = 'seq';
  private made: readonly YamlNode[] | undefined;

  get items(): readonly YamlNode[] {
    const { base } = this;
    this.made ??= this.node.items.map(item => movedNode(item, base));
    return this.made;
  }
}
