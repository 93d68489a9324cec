// What the findings of rules depend on besides their text, and whether it is still the same. Layer: checks.
import type { ChangeLog } from '../../analysis/changes';
import { rulesCatalog } from '../../analysis/rulesCatalog';
import type { WorkspaceFacts } from '../../analysis/workspaceFacts';
import type { Catalog } from '../../catalog/schema';
import type { Root } from '../../model/root';
import type { StructureOptions } from '../../model/structure/options';
import type { Dialect } from '../../promql/dialect';
import type { CheckOptions } from '../options';

/** What a rule's findings depend on besides its text. */
export interface RuleTerms {
  readonly dialect: Dialect;
  readonly structure: StructureOptions;
  readonly catalog: Catalog;
  /** In seconds, where it is known; another one comes with another dialect, as both are settings. */
  readonly scrapeInterval?: number | undefined;
  /** All labels that Prometheus adds to what it sends, where they are known; a setting as well. */
  readonly externalLabels?: Readonly<Record<string, string>> | undefined;
  /** A setting as well; none where left out. */
  readonly options?: CheckOptions | undefined;
  /** Checks that look across files are left out without it. */
  readonly workspace?: WorkspaceFacts;
}

/** Those that other files have no part in. What is kept of a rule must not keep what all files said when it was judged. */
export interface OwnTerms extends Omit<RuleTerms, 'workspace'> {
  /** Who reads the rules: the same lines say another thing in values of a chart. */
  readonly reader: string;
}

/** Those of checks that look across files, and since when they hold. */
export interface AcrossTerms {
  readonly own: OwnTerms;
  readonly workspace: WorkspaceFacts;
  readonly at: Moment;
}

/** A version of what a workspace says. */
export interface Moment {
  readonly log: ChangeLog;
  readonly version: number;
}

/** The terms of the rules of a root without those of other files. */
export function ownTerms({ dialect, structure, catalog }: RuleTerms, root: Root): OwnTerms {
  return {
    dialect,
    structure,
    catalog: rulesCatalog(catalog, root),
    reader: `${root.kind} ${root.holder ?? ''} ${root.dialect ?? ''}`,
  };
}

export function sameOwnTerms(a: OwnTerms | undefined, b: OwnTerms): boolean {
  return (
    a !== undefined &&
    a.dialect === b.dialect &&
    a.structure === b.structure &&
    a.catalog === b.catalog &&
    a.reader === b.reader
  );
}

export function sameMoment(a: Moment, b: Moment): boolean {
  return a.log === b.log && a.version === b.version;
}

/** Whether what the workspace says of these metrics is another thing than it was. */
export function hasChanged(was: Moment, is: Moment, reads: readonly string[]): boolean {
  return was.log !== is.log || is.log.changedSince(was.version, reads);
}
