// The concrete scalar node that every reader builds: its value is decoded at once, its map when first asked for.
// Layer: yaml.
import type { TextMap } from '../text/textMap';
import type { ScalarStyle, YamlScalar } from './node';
import type { BlockBody, ScalarShape } from './scalarMap';
import { scalarMap } from './scalarMap';

export class ScalarNode implements YamlScalar, ScalarShape {
  readonly kind = 'scalar';
  private cachedMap: TextMap | undefined = undefined;

  constructor(
    private readonly text: string,
    readonly style: ScalarStyle,
    readonly from: number,
    readonly to: number,
    readonly value: string,
    readonly flow: boolean,
    readonly block: BlockBody | undefined,
    readonly tag: string | undefined = undefined,
    readonly anchor: string | undefined = undefined,
    readonly absent: boolean | undefined = undefined,
  ) {}

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
