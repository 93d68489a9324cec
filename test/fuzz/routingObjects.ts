// AlertmanagerConfig objects among a configuration: what the operator writes, asked by Alertmanager, against ours.
import type { AlertmanagerFile } from '../../server/src/model/alertmanager';
import { openDocument } from '../../server/src/model/document';
import type { MatcherStrategy } from '../../server/src/model/matcherStrategy';
import { readAlertmanager } from '../../server/src/model/readAlertmanager';
import { labelsIn } from '../../server/src/routing/conditions';
import { configurationOf, partsOfFile } from '../../server/src/routing/configuration';
import { Inhibitor } from '../../server/src/routing/inhibition';
import { withObjects } from '../../server/src/routing/operator';
import { routesTaking } from '../../server/src/routing/tree';
import { finish } from '../../server/src/text/slices';
import type { Oracle } from '../oracles/ask';
import type { Random } from './random';
import { canonical, type Match, matchOf, type Score } from './routingCompare';
import { type Labels, matcherParts, randomLabels, randomTree } from './routingGrammar';

const strategies: readonly MatcherStrategy['type'][] = [
  'OnNamespace',
  'OnNamespaceExceptForAlertmanagerNamespace',
  'None',
];
const namespaces = ['ml', 'gpu-operator', 'monitoring'];

function matchers(random: Random): string {
  const items = random.list(0, 2, () => {
    const { name, op, value } = matcherParts(random);
    const type = random.chance(70)
      ? `matchType: "${op}"`
      : op === '=~'
        ? 'regex: true'
        : op === '='
          ? ''
          : `matchType: "${op}"`;
    return `{name: ${name}, value: ${JSON.stringify(value)}${type ? `, ${type}` : ''}}`;
  });
  return `[${items.join(', ')}]`;
}

function route(random: Random, depth: number): string {
  const keys = [`matchers: ${matchers(random)}`];
  if (depth === 0 || random.chance(60)) keys.push(`receiver: ${random.pick(['a', 'b'])}`);
  if (random.chance(30)) keys.push(`groupBy: ${random.pick(["['...']", '[]', '[alertname, gpu]', '[team]'])}`);
  if (random.chance(20)) keys.push('groupWait: 10s');
  if (random.chance(20)) keys.push('repeatInterval: 1h');
  if (random.chance(30)) keys.push('continue: true');
  if (random.chance(20)) keys.push(`${random.pick(['mute', 'active'])}TimeIntervals: [nights]`);
  const below = depth < 2 ? random.list(0, 2, () => route(random, depth + 1)) : [];
  if (below.length > 0) keys.push(`routes: [${below.join(', ')}]`);
  return `{${keys.join(', ')}}`;
}

function object(random: Random, name: string): string {
  const inhibitions = random.list(
    0,
    2,
    () =>
      `{sourceMatch: ${matchers(random)}, targetMatch: ${matchers(random)}, equal: [${random.pick(['', 'gpu', 'team'])}]}`,
  );
  return [
    'apiVersion: monitoring.coreos.com/v1alpha1',
    'kind: AlertmanagerConfig',
    `metadata: {name: ${name}, namespace: ${random.pick(namespaces)}}`,
    'spec:',
    ...(random.chance(90) ? [`  route: ${route(random, 0)}`] : []),
    '  receivers: [{name: a}, {name: b}]',
    `  inhibitRules: [${inhibitions.join(', ')}]`,
    '  muteTimeIntervals: [{name: nights, timeIntervals: [{times: [{startTime: "22:00", endTime: "24:00"}]}]}]',
    '',
  ].join('\n');
}

function read(text: string, kind: string): AlertmanagerFile {
  return readAlertmanager(openDocument(text).roots.find(root => root.kind === kind)!);
}

/** Routes and inhibition of alerts in configurations that the operator put together. */
export async function compareObjects(
  operator: Oracle,
  alertmanager: Oracle,
  random: Random,
  trees: number,
  alerts: number,
): Promise<Score> {
  const differing: string[] = [];
  const each = Math.ceil(alerts / trees);
  for (let i = 0; i < trees; i++) {
    // The operator knows no labels of routes.
    const base = `route: ${randomTree(random, false)}\nreceivers: [{name: a}, {name: b}, {name: c}, {name: root}]\n`;
    const objects = random.list(1, 3, () => '').map((_, n) => object(random, `o${random.below(3)}${n}`));
    const strategy = random.pick(strategies);
    const namespace = random.pick(namespaces);
    const [merged] = await operator.ask<{ readonly ok: boolean; readonly merged?: string; readonly error?: string }>([
      { merge: { base, objects, strategy, namespace } },
    ]);
    if (!merged!.ok) throw new Error(`${merged!.error}\n${base}${objects.join('---\n')}`);
    const content = merged!.merged!;
    const sets = Array.from({ length: each }, () => randomLabels(random));
    const [theirs] = await alertmanager.ask<{
      readonly ok: boolean;
      readonly error?: string;
      readonly matches: readonly (readonly Match[])[];
    }>([{ op: 'route', content, label_sets: sets }]);
    if (!theirs!.ok) throw new Error(`${theirs!.error}\n${content}`);
    const parts = finish(partsOfFile(read(base, 'alertmanager'), 'base'))!;
    const whole = withObjects(
      parts,
      objects.map((text, n) => ({ file: `o${n}`, object: read(text, 'alertmanager-config') })),
      { type: strategy, namespace },
    );
    const { tree, inhibitions } = finish(configurationOf(whole, { major: 0, minor: 34 }));
    const cases = sets.slice(0, 10).map(target => ({ firing: sets.slice(0, 12), target }));
    const inhibited = await alertmanager.ask<{ readonly inhibited: boolean }>(
      cases.map(one => ({ op: 'inhibit', content, ...one })),
    );
    const inhibitor = new Inhibitor<{ readonly labels: Labels }>(inhibitions);
    for (const labels of sets.slice(0, 12)) inhibitor.add({ labels });
    for (const [n, labels] of sets.entries()) {
      const mine = canonical(routesTaking(tree, labelsIn(labels)).map(({ route: one }) => matchOf(one, labels)));
      const real = canonical(theirs!.matches[n]);
      const told = n < 10 && inhibited[n]!.inhibited !== (inhibitor.inhibits(labels, () => true) !== undefined);
      if (mine !== real || told)
        differing.push(
          `${strategy} ${namespace}\n${base}${objects.join('---\n')}${JSON.stringify(labels)}\n  ours   ${mine}\n  theirs ${real}${told ? '\n  inhibition differs' : ''}`,
        );
    }
  }
  return { what: `alerts over ${trees} trees with the operator's objects`, asked: each * trees, differing };
}
