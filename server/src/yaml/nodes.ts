// The concrete scalar node that every reader builds: its value is decoded at once, its map when first asked for.
// Layer: yaml.
import type { TextMap } from '../text/textMap';
import type { ScalarStyle, YamlScalar } from './node';
import type { ScalarShape } from './scalarMap';
import { scalarMap } from './scalarMap';

export class ScalarNode implements YamlScalar, ScalarShape {
  readonly kind = 'scalar';
  readonly tag?: string;
  readonly anchor?: string;
  readonly absent?: boolean;
  private readonly text: string;
  private cachedMap: TextMap | undefined;

  constructor(
    text: string,
    readonly style: ScalarStyle,
    readonly from: number,
    readonly to: number,
    readonly value: string,
    readonly flow: boolean,
    readonly bodyFrom: number,
    readonly indent: number,
    readonly chomp: '' | '-' | '+',
    tag: string | undefined,
    anchor: string | undefined,
    absent: boolean,
  ) {
    this.text = text;
    this.tag = tag;
    this.anchor = anchor;
    this.absent = absent ? true : undefined;
    this.cachedMap = undefined;
  }

  get map(): TextMap {
    this.cachedMap ??= scalarMap(this.text, this);
    return this.cachedMap;
  }
}

/** A value that is not written: it would begin at `at`. */
export function absentScalar(text: string, at: number, flow: boolean, tag?: string, anchor?: string): ScalarNode {
  return new ScalarNode(text, 'plain', at, at, '', flow, at, 0, '', tag, anchor, true);
}
