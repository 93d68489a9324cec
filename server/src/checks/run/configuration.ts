// What the checks of receivers, routes and inhibition rules find in a configuration. Of a part that has its own lines it is
// kept as long as these stay the same: an edit looks at one of thousands. Layer: checks.
import { outerSource } from '../../analysis/source';
import type { WorkspaceFacts } from '../../analysis/workspaceFacts';
import type { Catalog } from '../../catalog/schema';
import type { AlertmanagerFile, Part, Route } from '../../model/alertmanager';
import type { MatcherMode } from '../../model/matchers';
import { inhibitionRules } from '../../model/readAlertmanager';
import type { Root } from '../../model/root';
import type { Dialect } from '../../promql/dialect';
import type { YamlMap } from '../../yaml/node';
import type { KnownTemplates } from '../check';
import type { Collector, UnitFinding } from './collector';
import type { ByUnit, CompiledChecks } from './registry';

/** What the findings depend on besides the part's text. */
export interface ConfigurationTerms {
  readonly dialect: Dialect;
  readonly catalog: Catalog;
  /** Checks that look across files are left out without it. */
  readonly workspace: WorkspaceFacts | undefined;
  readonly templates: KnownTemplates;
  /** Whether what was said last across files of a part is said again unasked: for the first answer while somebody types. */
  readonly isCarried: boolean;
}

/** Findings in a text that begins at `base` of the region's text. */
export interface PartFindings {
  readonly base: number;
  readonly findings: readonly UnitFinding[];
}

export interface ConfigurationJudge {
  /** The findings of all parts; yields after every few that had to be judged. */
  judge(
    file: AlertmanagerFile,
    terms: ConfigurationTerms,
    collector: Collector,
  ): Generator<void, readonly PartFindings[]>;
}

interface Kept {
  readonly terms: Pick<ConfigurationTerms, 'dialect' | 'catalog' | 'templates'>;
  readonly kind: Root['kind'];
  readonly mode: MatcherMode;
  readonly apiVersion: string | undefined;
  readonly findings: readonly UnitFinding[];
}

/** How many parts are judged anew between two yields. */
const judgedPerSlice = 2;

/** How many sets of templates are told apart by their contents before the oldest is forgotten. */
const mostKnown = 8;

/** How many parts, judged or not, are looked at between two yields. */
const partsPerSlice = 16;

/** A judge with caches of its own. */
export function createConfigurationJudge(compiled: CompiledChecks): ConfigurationJudge {
  // Of parts with their own lines by these, of the others by the root that they are read from once a version.
  const kept = new WeakMap<object, Kept>();
  const rest = new WeakMap<Root, Kept>();
  /** What was said across files last. */
  const across = new WeakMap<object, readonly UnitFinding[]>();
  /** The same by what the workspace says, which is one object as long as it says the same. */
  const among = new WeakMap<WorkspaceFacts, WeakMap<object, Kept>>();
  const looksAcross = compiled.shared.receiver.length + compiled.shared.conditions.length > 0;
  let recent: readonly KnownTemplates[] = [];
  /** The same object for the same templates, so that it can be compared at once. */
  const sameTemplates = (templates: KnownTemplates): KnownTemplates => {
    const known = recent.find(
      one => sameNames(one.names, templates.names) && sameNames(one.reading, templates.reading),
    );
    if (!known) recent = [templates, ...recent].slice(0, mostKnown);
    return known ?? templates;
  };

  return {
    *judge(file, given, collector) {
      const { dialect, catalog, workspace, isCarried } = given;
      const terms = { dialect, catalog, templates: sameTemplates(given.templates) };
      const { root, mode } = file;
      const { kind, apiVersion } = root;
      // What templates beside it say is not known by their names alone.
      const saidAmong = workspace && !root.templatesBeside ? saidIn(among, workspace) : undefined;
      const found: PartFindings[] = [];
      const add = (base: number, findings: readonly UnitFinding[]): void => {
        if (findings.length > 0) found.push({ base, findings });
      };
      let judged = 0;
      const whole: Runner[] = [];
      let seen = 0;
      for (const { part, run } of partsOf(file)) {
        if (++seen % partsPerSlice === 0) yield;
        const runIt: Runner = checks => run(checks, terms, collector);
        if (workspace && looksAcross) {
          const { unit } = part;
          let said = isCarried && unit ? across.get(unit) : undefined;
          const before = said || !unit ? undefined : saidAmong?.get(unit);
          if (before && isFor(before, file, terms)) said = before.findings;
          if (!said) {
            runIt(compiled.shared);
            said = collector.take();
            if (unit) {
              across.set(unit, said);
              saidAmong?.set(unit, { terms, kind, apiVersion, mode, findings: said });
            }
          }
          add(part.base, said);
        }
        if (!part.unit) {
          whole.push(runIt);
          continue;
        }
        let known = kept.get(part.unit);
        if (!known || !isFor(known, file, terms)) {
          runIt(compiled.own);
          kept.set(part.unit, (known = { terms, kind, apiVersion, mode, findings: collector.take() }));
          if (++judged % judgedPerSlice === 0) yield;
        }
        add(part.base, known.findings);
      }
      let known = rest.get(root);
      if (!known || !isFor(known, file, terms)) {
        for (const runIt of whole) {
          runIt(compiled.own);
          if (++judged % judgedPerSlice === 0) yield;
        }
        rest.set(root, (known = { terms, kind, apiVersion, mode, findings: collector.take() }));
      }
      add(0, known.findings);
      return found;
    },
  };
}

function saidIn(
  among: WeakMap<WorkspaceFacts, WeakMap<object, Kept>>,
  workspace: WorkspaceFacts,
): WeakMap<object, Kept> {
  let said = among.get(workspace);
  if (!said) among.set(workspace, (said = new WeakMap()));
  return said;
}

type Runner = (checks: ByUnit) => void;

interface RunnablePart {
  readonly part: Pick<Part<unknown>, 'base' | 'unit'>;
  run(checks: ByUnit, terms: Pick<ConfigurationTerms, 'templates'>, collector: Collector): void;
}

/** All that is asked about, each map once although aliases may lead to it twice. */
function* partsOf(file: AlertmanagerFile): Generator<RunnablePart, void> {
  const { root, route } = file;
  const whole = { text: root.region.text, base: 0 };
  for (const part of file.receivers) {
    yield {
      part,
      run(checks, { templates }, collector) {
        const source = outerSource(part.text);
        const unit = { root, receiver: part.it, source, templates };
        for (const check of checks.receiver) collector.run<'receiver'>(check, unit, unit);
      },
    };
  }
  const seen = new Set<YamlMap>();
  if (route) yield conditions({ it: route, ...whole }, file.mode, seen);
  for (const part of file.routes) yield conditions(part, file.mode, seen);
  for (const map of inhibitionRules(file))
    yield conditions({ it: { node: map, routes: [] }, ...whole }, file.mode, seen, 'inhibition');
}

function conditions(
  part: Part<Pick<Route, 'node' | 'routes'>>,
  mode: MatcherMode,
  seen: Set<YamlMap>,
  of: 'route' | 'inhibition' = 'route',
): RunnablePart {
  // Lines that are read by themselves have no aliases.
  const others = part.unit ? undefined : mapsFrom(part.it).filter(map => !seen.has(map));
  for (const map of others ?? []) seen.add(map);
  return {
    part,
    run(checks, _, collector) {
      const source = outerSource(part.text);
      for (const map of others ?? mapsFrom(part.it))
        for (const check of checks.conditions)
          collector.run<'conditions'>(check, { source }, { map, of, mode, source });
    },
  };
}

/** The map of a route and of all below it, in the order of the text. */
function mapsFrom({ node, routes }: Pick<Route, 'node' | 'routes'>): readonly YamlMap[] {
  return [node, ...routes.flatMap(mapsFrom)];
}

function sameNames(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.size === b.size && [...a].every(name => b.has(name)));
}

function isFor({ terms, kind, apiVersion, mode }: Kept, file: AlertmanagerFile, now: Kept['terms']): boolean {
  const { root } = file;
  return (
    terms.dialect === now.dialect &&
    terms.catalog === now.catalog &&
    terms.templates === now.templates &&
    kind === root.kind &&
    mode === file.mode &&
    apiVersion === root.apiVersion
  );
}
