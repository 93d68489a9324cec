// The concrete scalar node that every reader builds: its value is decoded at once, its map when first asked for.
// Layer: yaml.
import type { TextMap } from '../text/textMap';
import type { BlockBody } from './blockScalar';
import { decodeScalar, decodeScalarInSlices, type ScalarShape } from './decodeScalar';
import type { ScalarStyle, YamlScalar } from './node';
import { scalarMap, scalarMapInSlices } from './scalarMap';

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

/** A scalar of many lines: its value, too, is decoded when first asked for, or in slices before that. */
export class LongScalarNode implements YamlScalar, ScalarShape {
  readonly kind = 'scalar';
  private cachedValue: string | undefined;
  private cachedMap: TextMap | undefined;

  constructor(
    private readonly text: string,
    readonly style: ScalarStyle,
    readonly from: number,
    readonly to: number,
    readonly flow: boolean,
    readonly block: BlockBody | undefined,
    readonly tag?: string,
    readonly anchor?: string,
  ) {}

  get value(): string {
    return (this.cachedValue ??= decodeScalar(this.text, this));
  }

  get map(): TextMap {
    return (this.cachedMap ??= scalarMap(this.text, this));
  }

  *valueInSlices(): Generator<void, string> {
    return (this.cachedValue ??= yield* decodeScalarInSlices(this.text, this));
  }

  *mapInSlices(): Generator<void, TextMap> {
    return (this.cachedMap ??= yield* scalarMapInSlices(this.text, this));
  }

  /** The same scalar with a tag or an anchor in front. */
  withProperties(tag: string | undefined, anchor: string | undefined): LongScalarNode {
    const { text, style, from, to, flow, block } = this;
    return new LongScalarNode(text, style, from, to, flow, block, tag, anchor);
  }
}

/** The value of a scalar, in slices where it is long. */
export function* valueInSlices(node: YamlScalar): Generator<void, string> {
  return node instanceof LongScalarNode ? yield* node.valueInSlices() : node.value;
}

/** The map of a scalar, in slices where it is long. */
export function* mapInSlices(node: YamlScalar): Generator<void, TextMap> {
  return node instanceof LongScalarNode ? yield* node.mapInSlices() : node.map;
}

/** Makes the map of a long scalar in slices, so that who asks for it finds it made. */
export function* prepareMap(node: YamlScalar | undefined): Generator<void, void> {
  if (node instanceof LongScalarNode) yield* node.mapInSlices();
}

/** A value that is not written: it would begin at `at`. */
export function absentScalar(text: string, at: number, flow: boolean, tag?: string, anchor?: string): ScalarNode {
  return new ScalarNode(text, 'plain', at, at, '', flow, undefined, tag, anchor, true);
}
