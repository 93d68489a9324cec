// What series an expression has to be given so that it can fire: one for each selector, with labels that its matchers let
// through and that groupings, matchings and texts ask for. Layer: unittest (pure).
import { matcherOf } from '../../evaluation/matchers';
import type { Expr, Matcher, VectorSelector } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { nodesOf, walk } from '../../promql/walk';
import { Labels } from '../../series/labels';

/** How the samples of a series are used, which decides the shapes that are tried. */
export type InputKind = 'gauge' | 'counter' | 'buckets';

/** A series that an expression reads. */
export interface Input {
  readonly labels: Labels;
  readonly kind: InputKind;
}

/** Functions that read counters. */
const ofCounters: ReadonlySet<string> = new Set(['rate', 'increase', 'irate', 'resets']);

/** Plausible values of labels; all others are called after the label. */
const examples: Readonly<Record<string, string>> = {
  gpu: '0',
  instance: 'node-1:9400',
  Hostname: 'node-1',
  node: 'node-1',
  namespace: 'ml',
  job: 'ml',
  model: 'model-a',
  model_name: 'model-a',
  device: 'nvidia0',
  UUID: 'GPU-1',
  err_code: '1',
};

/** The series for the selectors of an expression; undefined where one cannot be satisfied. `asked` are further label names. */
export function inputsOf(root: Expr, asked: Iterable<string>): readonly Input[] | undefined {
  const names = labelNames(root, asked);
  const counters = new Set<VectorSelector>();
  const quantiled = new Set<VectorSelector>();
  walk(root, node => {
    if (node.kind !== 'call') return;
    const into = ofCounters.has(node.func.name) ? counters : /^histogram_/.test(node.func.name) ? quantiled : undefined;
    for (const below of into ? nodesOf(node) : []) if (below.kind === 'selector') into!.add(below);
  });
  const found = new Map<string, Input>();
  for (const node of nodesOf(root)) {
    if (node.kind !== 'selector') continue;
    const labels = labelsFor(node, names);
    if (!labels) return undefined;
    const buckets = quantiled.has(node) && !labels.has('le');
    const kind = buckets ? 'buckets' : counters.has(node) ? 'counter' : 'gauge';
    // One that is read in both ways is a counter.
    if (found.get(labels.key)?.kind === undefined || kind !== 'gauge') found.set(labels.key, { labels, kind });
  }
  return [...found.values()];
}

/** Labels that decide which series meet, or that texts show. */
function labelNames(root: Expr, asked: Iterable<string>): readonly string[] {
  const names = new Set(asked);
  for (const node of nodesOf(root)) {
    if (node.kind === 'aggregate' && node.grouping && !node.grouping.without) {
      for (const { name } of node.grouping.labels) names.add(name);
    }
    if (node.kind !== 'binary' || !node.matching) continue;
    if (node.matching.on) for (const { name } of node.matching.labels) names.add(name);
    for (const { name } of node.matching.group?.labels ?? []) names.add(name);
  }
  for (const reserved of ['le', '__name__', 'alertname', '']) names.delete(reserved);
  return [...names];
}

function labelsFor(selector: VectorSelector, names: readonly string[]): Labels | undefined {
  const values = new Map<string, string>();
  const name =
    metricName(selector) ??
    valueFor(
      selector.matchers.filter(({ label }) => label.name === '__name__'),
      '',
    );
  if (name === undefined || name === '') return undefined;
  values.set('__name__', name);
  const written = new Set(selector.matchers.map(({ label }) => label.name));
  for (const label of new Set([...written, ...names])) {
    if (label === '__name__') continue;
    const matchers = selector.matchers.filter(one => one.label.name === label);
    // What only excludes values is left out, unless something asks for the label.
    const wanted = names.includes(label) || matchers.some(({ op }) => op === '=' || op === '=~');
    const value = wanted
      ? valueFor(matchers, example(label))
      : matchers.length > 0
        ? valueFor(matchers, '')
        : undefined;
    if (value === undefined) return undefined;
    if (value !== '') values.set(label, value);
  }
  return Labels.of(values);
}

function example(label: string): string {
  return examples[label] ?? `${label.replace(/_/g, '-')}-1`;
}

/** A value that all matchers let through; undefined where none was found. */
function valueFor(matchers: readonly Matcher[], fallback: string): string | undefined {
  const tests = matchers.flatMap(matcher => matcherOf(matcher) ?? []);
  const candidates = [
    ...matchers.flatMap(({ op, value }) => (op === '=' && value ? [value.value] : [])),
    fallback,
    ...matchers.flatMap(({ op, value }) => (op === '=~' && value ? textsOf(value.value) : [])),
    'other',
    '1',
    '',
  ];
  return candidates.find(candidate => tests.every(({ matches }) => matches(candidate)));
}

/** Some texts that a pattern may match, for the patterns that people write. */
function textsOf(pattern: string): readonly string[] {
  return pattern.split('|').flatMap(part => {
    const text = part
      .replace(/\(\?:|[()^$]/g, '')
      .replace(/\\d[+*]?/g, '1')
      .replace(/\\w[+*]?/g, 'a')
      .replace(/\[\^?(\\?[^[\]])[^[\]]*\][+*]?/g, '$1')
      .replace(/\.[+*]/g, 'x')
      .replace(/\\(.)/g, '$1');
    return [text, text.replace(/\./g, '0'), text.replace(/x/g, '')];
  });
}
