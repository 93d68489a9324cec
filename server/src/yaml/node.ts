// The YAML tree everything above reads: a plain, immutable shape independent of the reader that built it.
// Offsets are in the text that was parsed. Layer: yaml (above text).
import type { Problem, Span } from '../text/span';
import type { TextMap } from '../text/textMap';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

export interface YamlScalar extends Span {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
  /** Decoded text, before any resolution of its type: `1.10`, `yes`, `~` stay as written; an empty node has the value ''. */
  readonly value: string;
  /** Decoded text -> the parsed text; built on first use. */
  readonly map: TextMap;
  /** Explicit tag as written (`!!str`, `!foo`), if any. */
  readonly tag?: string;
  readonly anchor?: string;
  /** True for a value that is not written at all (`key:` or `-`); the span is empty and stands where it would begin. */
  readonly absent?: boolean;
}

export interface YamlPair {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

/** From the first key to the end of the last value, without trailing line breaks. */
export interface YamlMap extends Span {
  readonly kind: 'map';
  readonly pairs: readonly YamlPair[];
  readonly flow: boolean;
  readonly tag?: string;
  readonly anchor?: string;
}

export interface YamlSeq extends Span {
  readonly kind: 'seq';
  readonly items: readonly YamlNode[];
  readonly flow: boolean;
  readonly tag?: string;
  readonly anchor?: string;
}

export interface YamlAlias extends Span {
  readonly kind: 'alias';
  readonly name: string;
  /** Undefined where no such anchor stands before it. */
  readonly target?: YamlNode;
}

export type YamlNode = YamlScalar | YamlMap | YamlSeq | YamlAlias;

export interface YamlComment extends Span {
  /** Without the `#`. */
  readonly text: string;
  /** Whether it has the line to itself. */
  readonly ownLine: boolean;
}

export interface YamlDocument extends Span {
  /** Undefined for an empty document. */
  readonly root?: YamlNode;
  /** What go-yaml refuses about this document's syntax (not types, not unknown keys). */
  readonly problems: readonly Problem[];
  readonly comments: readonly YamlComment[];
  /** The first alias that was not followed: the document unfolds to more than is judged, or than go-yaml takes (a problem). */
  readonly unread?: Span;
  /** The first collection that lies too deep to be in the tree, where an alias without a target stands for it. */
  readonly tooDeep?: Span;
}

export interface YamlStream {
  readonly text: string;
  /** At least one; text behind the end of the first document is a further document as a YAML reader sees it. */
  readonly documents: readonly YamlDocument[];
}

/** The types that go-yaml gives an untagged plain scalar: `v3` for Prometheus (YAML 1.2 with old booleans for bool fields), `v2` for Alertmanager (YAML 1.1). */
export type YamlFlavor = 'v3' | 'v2';
export type ScalarType = 'null' | 'bool' | 'int' | 'float' | 'timestamp' | 'merge' | 'binary' | 'str';
