// What the checks of receivers, routes and inhibition rules find in a configuration. Of a part that has its own lines it is
// kept as long as these stay the same: an edit looks at one of thousands. Layer: checks.
import { outerSource } from '../../analysis/source';
import type { WorkspaceFacts } from '../../analysis/workspaceFacts';
import type { Catalog } from '../../catalog/schema';
import type { AlertmanagerFile, Part, PartBlock, Receiver, Route } from '../../model/alertmanager';
import type { MatcherMode } from '../../model/matchers';
import { inhibitionRules } from '../../model/readAlertmanager';
import type { Root } from '../../model/root';
import type { Dialect } from '../../promql/dialect';
import type { YamlMap } from '../../yaml/node';
import type { KnownTemplates } from '../check';
import type { Collector, UnitFinding } from './collector';
import type { PartFindings } from './placing';
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

/** Findings of a block of parts, whose text begins at `base` of the region's. */
export interface BlockFindings {
  readonly base: number;
  /** The same list as long as the same is found in the same lines. */
  readonly parts: readonly PartFindings[];
}

export interface ConfigurationJudge {
  /** The findings of all parts; yields after every few that had to be judged. */
  judge(
    file: AlertmanagerFile,
    terms: ConfigurationTerms,
    collector: Collector,
  ): Generator<void, readonly BlockFindings[]>;
}

/** What was found, and for whom. */
interface Kept<T> {
  readonly terms: Pick<ConfigurationTerms, 'dialect' | 'catalog' | 'templates'>;
  readonly kind: Root['kind'];
  readonly mode: MatcherMode;
  readonly apiVersion: string | undefined;
  readonly found: T;
}

type KeptFindings = Kept<readonly UnitFinding[]>;
type KeptParts = Kept<readonly PartFindings[]>;

/** How many parts are judged anew between two yields. */
const judgedPerSlice = 2;

/** How many sets of templates are told apart by their contents before the oldest is forgotten. */
const mostKnown = 8;

/** How many parts, judged or not, are looked at between two yields. */
const partsPerSlice = 16;

/** What was found by what a workspace says, which is one object as long as it says the same. */
interface Among {
  readonly units: WeakMap<object, KeptFindings>;
  readonly blocks: WeakMap<object, KeptParts>;
}

/** A judge with caches of its own. */
export function createConfigurationJudge(compiled: CompiledChecks): ConfigurationJudge {
  // Of parts with their own lines by these, of the others by the root that they are read from once a version.
  const kept = new WeakMap<object, KeptFindings>();
  const rest = new WeakMap<Root, KeptFindings>();
  /** What was said across files last. */
  const across = new WeakMap<object, readonly UnitFinding[]>();
  /** What was said last in all of a block's parts, across files and else. */
  const last = new WeakMap<object, KeptParts>();
  const among = new WeakMap<WorkspaceFacts, Among>();
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
      const forThis = <T>(found: T): Kept<T> => ({ terms, kind, apiVersion, mode, found });
      const known = <T>(one: Kept<T> | undefined): T | undefined =>
        one && isFor(one, file, terms) ? one.found : undefined;
      // What templates beside it say is not known by their names alone.
      const said = workspace && !root.templatesBeside ? saidIn(among, workspace) : undefined;
      let judged = 0;
      let seen = 0;
      const whole: Runner[] = [];
      const acrossFiles = (unit: object | undefined, runIt: Runner): readonly UnitFinding[] => {
        if (!workspace || !looksAcross) return [];
        const before = unit && ((isCarried ? across.get(unit) : undefined) ?? known(said?.units.get(unit)));
        if (before) return before;
        runIt(compiled.shared);
        const found = collector.take();
        if (unit) {
          across.set(unit, found);
          said?.units.set(unit, forThis(found));
        }
        return found;
      };
      const findingsOf = function* (block: RunnableBlock): Generator<void, readonly PartFindings[]> {
        const found: PartFindings[] = [];
        for (const { part, run } of block.parts()) {
          if (++seen % partsPerSlice === 0) yield;
          const { unit } = part;
          const offset = part.base - block.base;
          const runIt: Runner = checks => run(checks, terms, collector);
          const shared = acrossFiles(unit, runIt);
          if (shared.length > 0) found.push({ offset, findings: shared });
          if (!unit) {
            whole.push(runIt);
            continue;
          }
          let own = known(kept.get(unit));
          if (!own) {
            runIt(compiled.own);
            kept.set(unit, forThis((own = collector.take())));
            if (++judged % judgedPerSlice === 0) yield;
          }
          if (own.length > 0) found.push({ offset, findings: own });
        }
        return found;
      };
      const all: BlockFindings[] = [];
      for (const one of blocksOf(file)) {
        const { block, base } = one;
        const before = block && known((isCarried ? last : said?.blocks)?.get(block));
        const parts = before ?? (yield* findingsOf(one));
        if (parts.length > 0) all.push({ base, parts });
        if (before) continue;
        yield;
        if (!block || !workspace) continue;
        last.set(block, forThis(parts));
        if (!isCarried) said?.blocks.set(block, forThis(parts));
      }
      let own = known(rest.get(root));
      if (!own) {
        for (const runIt of whole) {
          runIt(compiled.own);
          if (++judged % judgedPerSlice === 0) yield;
        }
        rest.set(root, forThis((own = collector.take())));
      }
      if (own.length > 0) all.push({ base: 0, parts: [{ offset: 0, findings: own }] });
      return all;
    },
  };
}

function saidIn(among: WeakMap<WorkspaceFacts, Among>, workspace: WorkspaceFacts): Among {
  let said = among.get(workspace);
  if (!said) among.set(workspace, (said = { units: new WeakMap(), blocks: new WeakMap() }));
  return said;
}

type Runner = (checks: ByUnit) => void;

interface RunnablePart {
  readonly part: Pick<Part<unknown>, 'base' | 'unit'>;
  run(checks: ByUnit, terms: Pick<ConfigurationTerms, 'templates'>, collector: Collector): void;
}

/** Parts that follow each other; runnable ones are made where they have to be judged. */
interface RunnableBlock extends Pick<PartBlock<unknown>, 'base' | 'block'> {
  parts(): Iterable<RunnablePart>;
}

/** All that is asked about, each map once although aliases may lead to it twice. */
function* blocksOf(file: AlertmanagerFile): Generator<RunnableBlock, void> {
  const { root, route, mode, blocks } = file;
  const whole = { text: root.region.text, base: 0 };
  for (const block of blocks.receivers) yield runnable(block, part => receiver(part, root));
  const seen = new Set<YamlMap>();
  const first = { base: 0, parts: route ? [{ it: route, ...whole }] : [] };
  for (const block of [first, ...blocks.routes]) yield runnable(block, part => conditions(part, mode, seen));
  const rules = inhibitionRules(file).map(node => ({ it: { node, routes: [] }, ...whole }));
  yield runnable({ base: 0, parts: rules }, part => conditions(part, mode, seen, 'inhibition'));
}

function runnable<P>(
  { parts, base, block }: { readonly parts: readonly P[]; readonly base: number; readonly block?: object },
  make: (part: P) => RunnablePart,
): RunnableBlock {
  return {
    base,
    ...(block ? { block } : {}),
    *parts() {
      for (const part of parts) yield make(part);
    },
  };
}

function receiver(part: Part<Receiver>, root: Root): RunnablePart {
  return {
    part,
    run(checks, { templates }, collector) {
      const source = outerSource(part.text);
      const unit = { root, receiver: part.it, source, templates };
      for (const check of checks.receiver) collector.run<'receiver'>(check, unit, unit);
    },
  };
}

function conditions(
  part: Part<Pick<Route, 'node' | 'routes'>>,
  mode: MatcherMode,
  seen: Set<YamlMap>,
  of: 'route' | 'inhibition' = 'route',
): RunnablePart {
  // In lines that are read by themselves no alias leads to a route.
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

function isFor(
  { terms, kind, apiVersion, mode }: Kept<unknown>,
  file: AlertmanagerFile,
  now: Kept<unknown>['terms'],
): boolean {
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
