// What a Python file does with the metrics that it defines: what it sets gauges to, and whether their registry is served or pushed.
// Layer: catalog. The source of what is served is prometheus_client, `exposition.py`. What is not seen is not concluded from.
import type { SyntaxNode, Tree } from '@lezer/common';
import { childrenOf, type PythonScopes } from './pythonScopes';
import { evaluate } from './pythonValues';
import type { MetricFact, MetricType } from './schema';

/** Facts that the uses of a metric add to its definition. */
export type UsedAs = Pick<MetricFact, 'unit' | 'valueIs' | 'beginsAtZero' | 'pushed' | 'unserved'>;

/** A call that defines a metric. */
export interface DefiningCall {
  readonly node: SyntaxNode;
  readonly type: MetricType;
  readonly labelled: boolean;
  /** The argument that says in which registry it is; undefined where none is given. */
  readonly registry: SyntaxNode | undefined;
}

/** What is made of each defining call; nothing where the file leaves a doubt. */
export function usesOf(
  calls: readonly DefiningCall[],
  tree: Tree,
  text: string,
  scopes: PythonScopes,
): ReadonlyMap<DefiningCall, UsedAs> {
  const found = new Map<DefiningCall, UsedAs>();
  const registries = new Map<string, Registry>();
  const defining = new Set(calls.map(({ node }) => node.from));
  const holders = calls.map(({ node }) => holderOf(node, text));
  const sets = calls.some(({ type }) => type === 'gauge') ? settingsIn(tree, text) : new Map<string, Setting[]>();
  calls.forEach((call, i) => {
    const holder = holders[i];
    const isOnly = holder !== undefined && holders.indexOf(holder) === holders.lastIndexOf(holder);
    const given = call.type === 'gauge' && isOnly ? (sets.get(holder) ?? []) : [];
    const name = call.registry?.name === 'VariableName' ? text.slice(call.registry.from, call.registry.to) : undefined;
    let registry = name === undefined ? undefined : registries.get(name);
    if (name !== undefined && !registry)
      registries.set(name, (registry = registryOf(name, defining, tree, text, scopes)));
    found.set(call, {
      ...valuesOf(given),
      ...(isOnly &&
      !call.registry &&
      isLate(call, given) &&
      !/\b(?:push|pushadd)_to_gateway\b|\bwrite_to_textfile\b/.test(text)
        ? { beginsAtZero: true as const }
        : {}),
      ...(registry?.pushed && !isServing.test(text) ? { pushed: registry.pushed } : {}),
      ...(registry?.isUnused && isServing.test(text) ? { unserved: true as const } : {}),
    });
  });
  return found;
}

const isServing = /\b(?:start_http_server|start_wsgi_server|make_wsgi_app|make_asgi_app|generate_latest)\(/;

/** The variable or attribute that the metric is put into, by its last name. */
function holderOf(call: SyntaxNode, text: string): string | undefined {
  const { parent } = call;
  const target = parent?.name === 'AssignStatement' ? parent.firstChild : undefined;
  return target ? lastName(target, text) : undefined;
}

function lastName(node: SyntaxNode, text: string): string | undefined {
  const written = text.slice(node.from, Math.min(node.to, node.from + 200));
  return /^(?:(?:self|cls)\.)?([A-Za-z_]\w*)$/.exec(written)?.[1];
}

// ---- values ----

interface Setting {
  readonly method: string;
  readonly value: string;
  readonly inFunction: boolean;
}

/** Longer expressions are none that are known here. */
const longestValue = 120;

/** What the metrics' methods are called with, by the variable. */
function settingsIn(tree: Tree, text: string): Map<string, Setting[]> {
  const found = new Map<string, Setting[]>();
  tree.iterate({
    enter: ref => {
      if (ref.name !== 'CallExpression') return;
      const called = ref.node.getChild('MemberExpression');
      const [object, , property] = called ? childrenOf(called) : [];
      if (!object || !property) return;
      const method = text.slice(property.from, property.to);
      if (!/^(?:set|set_to_current_time|inc|dec|set_function|track_inprogress|time)$/.test(method)) return;
      const name = lastName(withoutLabels(object, text), text);
      const list = ref.node.getChild('ArgList');
      if (name === undefined || !list) return;
      const value = text.slice(list.from + 1, Math.min(list.to - 1, list.from + longestValue)).replace(/\s+/g, '');
      const known = found.get(name);
      const setting = { method, value, inFunction: isInFunction(ref.node) };
      if (known) known.push(setting);
      else found.set(name, [setting]);
    },
  });
  return found;
}

/** `METRIC` of `METRIC.labels(…)`. */
function withoutLabels(node: SyntaxNode, text: string): SyntaxNode {
  const called = node.name === 'CallExpression' ? node.getChild('MemberExpression') : undefined;
  const [object, , property] = called ? childrenOf(called) : [];
  return object && property && text.slice(property.from, property.to) === 'labels' ? object : node;
}

function isInFunction(node: SyntaxNode): boolean {
  for (let at = node.parent; at; at = at.parent) if (at.name === 'FunctionDefinition') return true;
  return false;
}

/** The unit of all values that are set, where each says it. */
function valuesOf(settings: readonly Setting[]): Pick<MetricFact, 'unit' | 'valueIs'> {
  const units = new Set(settings.map(unitOfSetting));
  const [unit] = units;
  if (units.size !== 1 || unit === undefined) return {};
  return unit === 'percent' ? { unit } : { unit, valueIs: 'timestamp' };
}

const now =
  /^(?:float\()?(?:time\.time\(\)|time\(\)|datetime\.(?:datetime\.)?(?:utc)?now\([\w.=]{0,40}\)\.timestamp\(\))\)?$/;
const milliseconds =
  /^(?:int\(|round\()?(?:time\.time\(\)\*1_?000(?:\.0)?|1_?000(?:\.0)?\*time\.time\(\)|time\.time_ns\(\)\/\/?1_?000_?000)\)?$/;
/** A quotient times 100. */
const percent = /^(?:100(?:\.0)?\*\(?[\w.()]+\/[\w.()]+|\(?[\w.()]+\/[\w.()]+\*100(?:\.0)?)$/;

function unitOfSetting({ method, value }: Setting): 'seconds' | 'milliseconds' | 'percent' | undefined {
  if (method === 'set_to_current_time') return 'seconds';
  if (method !== 'set') return undefined;
  if (now.test(value)) return 'seconds';
  if (milliseconds.test(value)) return 'milliseconds';
  return percent.test(value) ? 'percent' : undefined;
}

/** Whether a time is first set by a function, so that the client shows 0 until then. */
function isLate({ type, labelled }: DefiningCall, settings: readonly Setting[]): boolean {
  return type === 'gauge' && !labelled && settings.length > 0 && settings.every(one => one.inFunction);
}

// ---- registries ----

interface Registry {
  /** Nothing but metrics is given it. */
  readonly isUnused: boolean;
  /** It only goes to a Pushgateway, as these jobs where they are known. */
  readonly pushed?: { readonly jobs?: readonly string[] };
}

function registryOf(
  name: string,
  defining: ReadonlySet<number>,
  tree: Tree,
  text: string,
  scopes: PythonScopes,
): Registry {
  const pushes: SyntaxNode[] = [];
  let [isMade, others] = [false, 0];
  tree.iterate({
    enter: ref => {
      if (ref.name !== 'VariableName' || text.slice(ref.from, ref.to) !== name) return;
      const { parent, nextSibling, prevSibling } = ref.node;
      if (parent?.name === 'ArgList' && nextSibling?.name === 'AssignOp') return;
      const isRegistry = prevSibling?.name === 'AssignOp' && prevSibling.prevSibling !== null;
      const call = parent?.name === 'ArgList' ? parent.parent : undefined;
      if (parent?.name === 'AssignStatement' && !prevSibling)
        isMade ||= /^=\s*CollectorRegistry\(/.test(text.slice(ref.to).trimStart());
      else if (call && defining.has(call.from)) return;
      else if (call && isRegistry && /^push(?:add)?_to_gateway$/.test(calledName(call, text))) pushes.push(call);
      else others++;
    },
  });
  if (!isMade || others > 0) return { isUnused: false };
  if (pushes.length === 0) return { isUnused: true };
  const jobs = pushes.map(call => jobOf(call, text, scopes));
  return {
    isUnused: false,
    pushed: jobs.every(job => job !== undefined) ? { jobs: jobs as readonly string[] } : {},
  };
}

function calledName(call: SyntaxNode, text: string): string {
  const list = call.getChild('ArgList');
  return list ? text.slice(call.from, list.from).trim().slice(-60).replace(/^.*\./, '') : '';
}

/** The job that a metric is pushed as, where it stands there. */
function jobOf(call: SyntaxNode, text: string, scopes: PythonScopes): string | undefined {
  const parts = childrenOf(call.getChild('ArgList')!);
  const at = parts.findIndex(part => part.name === 'VariableName' && text.slice(part.from, part.to) === 'job');
  const node = at >= 0 ? parts[at + 2] : parts[3];
  const value = node && evaluate(node, text, scopes);
  return value?.kind === 'string' ? value.text : undefined;
}
