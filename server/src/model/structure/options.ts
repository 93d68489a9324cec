// For whom a structure is judged: versions, dialect and the parsers that are other modules' business.
// Layer: model.

import type { Version } from '../../target/version';
import type { Span } from '../../text/span';
import type { MatcherMode, ParsedMatchers } from '../matchers';
import type { UnitMemo } from '../unitMemo';

/** Whose rule files these are: Thanos and Mimir have keys of their own. */
export type RuleDialect = 'prometheus' | 'thanos' | 'mimir';

export interface StructureOptions {
  /** The Prometheus that loads the rules (3.16 where unknown). */
  readonly prometheus: Version;
  /** The Alertmanager that loads the configuration (0.34 where unknown). */
  readonly alertmanager: Version;
  /** `prometheus` where left out. */
  readonly ruleDialect?: RuleDialect;
  /** Label and metric names by the rules of Prometheus 2; by the version where left out. */
  readonly legacyNames?: boolean;
  /** How an Alertmanager reads matchers; by the version where left out. */
  readonly matcherMode?: MatcherMode;
  /**
   * Says what is wrong with a template, undefined where nothing is. Asked for the few fields that Alertmanager parses at
   * load, which it does with Go's builtin functions only.
   */
  readonly templateProblem?: (text: string) => string | undefined;
  /** Reads matchers; `parseMatchers` where left out. */
  readonly readMatchers?: (text: string, mode: MatcherMode) => ParsedMatchers;
  /** Says what is wrong with a regular expression (RE2), undefined where nothing is; re2js where left out. */
  readonly regexProblem?: (pattern: string) => string | undefined;
  /** Says what is wrong with the text of a configuration of our own. */
  readonly settingProblems?: (text: string) => readonly (Span & { readonly message: string })[];
  /** Keeps what is wrong with receivers and routes that were read on their own lines; for these options alone. */
  readonly kept?: UnitMemo;
}
