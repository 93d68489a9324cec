// A rule file as checks and features read it: groups, and rules that keep their identity while their text stays.
// Layer: model (above yaml).
import type { Problem, Span } from '../text/span';
import type { YamlComment, YamlMap, YamlNode, YamlPair, YamlScalar } from '../yaml/node';
import type { Root } from './root';

/** A label or annotation. */
export interface RuleEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
}

/**
 * One rule; but for what is kept with it, immutable. Offsets of its nodes are in `text`: the rule's own lines in a file that is read in units (then it
 * is the same object as long as these lines stay the same), otherwise the whole region's text.
 */
export interface RuleUnit {
  readonly text: string;
  /** Whether aliases lead to nodes beyond `text`, which have offsets as if it went on there. */
  readonly reaches?: boolean;
  /** The item of `rules` as written: a map, or whatever stands there instead. */
  readonly node: YamlNode;
  /** The item with aliases followed, where it is a map. */
  readonly map?: YamlMap;
  readonly alert?: YamlScalar;
  readonly record?: YamlScalar;
  readonly expr?: YamlScalar;
  readonly for?: YamlScalar;
  readonly keepFiringFor?: YamlScalar;
  /** Merge keys resolved; values may be any node. */
  readonly labels: readonly RuleEntry[];
  readonly annotations: readonly RuleEntry[];
  /** The map's pairs as written. */
  readonly keys: readonly YamlPair[];
  /** Problems of syntax in `text`, where that holds the rule alone. */
  readonly problems?: readonly Problem[];
  /** Comments in the rule's lines and directly above it. */
  readonly comments: readonly YamlComment[];
  /** What was worked out about it; written and read by `RuleMemo` alone. */
  kept: KeptWithRule | undefined;
}

/** What the memos of a rule keep (`RuleMemo`), one value behind the other: there are two or three. */
export interface KeptWithRule {
  readonly memo: object;
  value: unknown;
  readonly next: KeptWithRule | undefined;
}

export interface PlacedRule {
  readonly rule: RuleUnit;
  /** Offset of `rule.text` in the region's text. */
  readonly base: number;
  /** In its group, from 0; null items count, as written. */
  readonly index: number;
}

export interface RuleGroup {
  /** The group's item in the region's text. Its `rules` pair may hold an emptied sequence: the rules are in `rules`. */
  readonly node: YamlNode;
  readonly map?: YamlMap;
  readonly name?: YamlScalar;
  readonly rules: readonly PlacedRule[];
  /**
   * Stands for the rules of a file that is read in units: the same object as long as they are the same at the same distances, so
   * that an edit compares groups and not thousands of rules.
   */
  readonly list?: object;
  /** From the group's first key to the end of its last rule, in the region's text. */
  readonly span: Span;
}

export interface RuleFile {
  readonly root: Root;
  readonly groups: readonly RuleGroup[];
}
