// The concrete scalar node that every reader builds: its value is decoded at once, its map when first asked for.
// Layer: yaml.
import type { TextMap } from '../text/textMap';
import type { ScalarStyle, YamlScalar } from './node';
import type { BlockBody, ScalarShape } from './scalarMap';
import { scalarMap } from './scalarMap';

export class ScalarNode implements YamlScalar, ScalarShape {
  // Declared and set by hand: a large file has 100,000 of these, and emitted class fields would be written twice.
  declare readonly kind: 'scalar';
  declare readonly style: ScalarStyle;
  declare readonly from: number;
  declare readonly to: number;
  declare readonly value: string;
  declare readonly flow: boolean;
  declare readonly block: BlockBody | undefined;
  declare readonly tag: string | undefined;
  declare readonly anchor: string | undefined;
  declare readonly absent: boolean | undefined;
  declare private readonly text: string;
  declare private cachedMap: TextMap | undefined;

  constructor(
    text: string,
    style: ScalarStyle,
    from: number,
    to: number,
    value: string,
    flow: boolean,
    block: BlockBody | undefined,
    tag?: string,
    anchor?: string,
    absent?: boolean,
  ) {
    this.kind = 'scalar';
    this.style = style;
    this.from = from;
    this.to = to;
    this.value = value;
    this.flow = flow;
    this.block = block;
    this.tag = tag;
    this.anchor = anchor;
    this.absent = absent;
    this.text = text;
    this.cachedMap = undefined;
  }

  get map(): TextMap {
    this.cachedMap ??= scalarMap(this.text, this);
    return this.cachedMap;
  }

  /** The same scalar with a tag or an anchor in front. */
  withProperties(tag: string | undefined, anchor: string | undefined): ScalarNode {
    const { text, style, from, to, value, flow, block } = this;
    return new ScalarNode(text, style, from, to, value, flow, block, tag, anchor);
  }
}

/** A value that is not written: it would begin at `at`. */
export function absentScalar(text: string, at: number, flow: boolean, tag?: string, anchor?: string): ScalarNode {
  return new ScalarNode(text, 'plain', at, at, '', flow, undefined, tag, anchor, true);
}
