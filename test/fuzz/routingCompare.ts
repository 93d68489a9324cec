// Asks both: Alertmanager's packages and ours, about random configurations.

import { openDocument } from '../../server/src/model/document';
import { type MatcherMode, parseMatchers } from '../../server/src/model/matchers';
import { readAlertmanager } from '../../server/src/model/readAlertmanager';
import { labelsIn } from '../../server/src/routing/conditions';
import { configurationOf, partsOfFile, type RoutingConfiguration } from '../../server/src/routing/configuration';
import { Inhibitor } from '../../server/src/routing/inhibition';
import { groupKey, groupLabels, pathOf, type RouteNode, routesTaking } from '../../server/src/routing/tree';
import { finish } from '../../server/src/text/slices';
import type { Oracle } from '../oracles/ask';
import type { Random } from './random';
import { type Labels, randomConfiguration, randomLabels } from './routingGrammar';

export interface Score {
  readonly what: string;
  readonly asked: number;
  /** What differed, to be shown. */
  readonly differing: readonly string[];
}

/** A text of a configuration as the model has it. */
export function configurationFrom(content: string, mode: MatcherMode = 'fallback'): RoutingConfiguration {
  const root = openDocument(content).roots.find(({ kind }) => kind === 'alertmanager');
  const parts = root && finish(partsOfFile(readAlertmanager(root, parseMatchers, undefined, mode), 'alertmanager.yml'));
  if (!parts) throw new Error(`no configuration: ${content}`);
  return finish(configurationOf(parts, { major: 0, minor: 34 }));
}

/** What the oracle says of one route. */
export interface Match {
  readonly receiver: string;
  readonly group: Labels;
  readonly group_key: string;
  readonly group_wait: number;
  readonly group_interval: number;
  readonly repeat_interval: number;
  readonly mute: readonly string[] | null;
  readonly active: readonly string[] | null;
  readonly route: string;
  readonly labels: Labels;
}

/** What ours says. */
export function matchOf(route: RouteNode, labels: Labels): Match {
  const { options } = route;
  const group = groupLabels(route, labels);
  return {
    receiver: options.receiver,
    group,
    group_key: groupKey(route, group),
    group_wait: options.groupWait / 1000,
    group_interval: options.groupInterval / 1000,
    repeat_interval: options.repeatInterval / 1000,
    mute: options.mutes,
    active: options.actives,
    route: pathOf(route)
      .map(({ conditions, parent, index }) => (parent ? `${conditions.text}/${index}` : conditions.text))
      .join('/'),
    labels: options.labels,
  };
}

/** The text of a value with sorted keys, null and empty lists alike. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (Array.isArray(part) || typeof part !== 'object' || part === null) return part ?? [];
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

interface Answer {
  readonly ok: boolean;
  readonly error?: string;
}

const modes: readonly MatcherMode[] = ['fallback', 'classic', 'utf8'];

/** Label sets through trees, whose matchers one of the parsers reads, or both. */
export async function compareRoutes(oracle: Oracle, random: Random, trees: number, alerts: number): Promise<Score> {
  const differing: string[] = [];
  const each = Math.ceil(alerts / trees);
  for (let i = 0; i < trees; i++) {
    const { content } = randomConfiguration(random);
    const mode = random.pick(modes);
    const sets = Array.from({ length: each }, () => randomLabels(random));
    const [theirs] = await oracle.ask<Answer & { readonly matches: readonly (readonly Match[])[] }>([
      { op: 'route', content, label_sets: sets, mode },
    ]);
    if (!theirs!.ok) throw new Error(`${theirs!.error}\n${content}`);
    const { tree } = configurationFrom(content, mode);
    for (const [n, labels] of sets.entries()) {
      const mine = canonical(routesTaking(tree, labelsIn(labels)).map(({ route }) => matchOf(route, labels)));
      const real = canonical(theirs!.matches[n]);
      if (mine !== real) differing.push(`${content}${JSON.stringify(labels)}\n  ours   ${mine}\n  theirs ${real}`);
    }
  }
  return { what: `routes of label sets over ${trees} trees`, asked: each * trees, differing };
}

/** Alerts as targets of inhibition among others. */
export async function compareInhibition(oracle: Oracle, random: Random, trees: number, count: number): Promise<Score> {
  const differing: string[] = [];
  const each = Math.ceil(count / trees);
  for (let i = 0; i < trees; i++) {
    const { content } = randomConfiguration(random);
    const mode = random.pick(modes);
    const cases = Array.from({ length: each }, () => {
      const firing = random.list(1, 6, () => randomLabels(random));
      return { firing, target: random.chance(60) ? random.pick(firing) : randomLabels(random) };
    });
    const theirs = await oracle.ask<Answer & { readonly inhibited: boolean }>(
      cases.map(one => ({ op: 'inhibit', content, mode, ...one })),
    );
    const { inhibitions } = configurationFrom(content, mode);
    for (const [n, { firing, target }] of cases.entries()) {
      if (!theirs[n]!.ok) throw new Error(`${theirs[n]!.error}\n${content}`);
      const inhibitor = new Inhibitor<{ readonly labels: Labels }>(inhibitions);
      for (const labels of firing) inhibitor.add({ labels });
      const mine = inhibitor.inhibits(target, () => true) !== undefined;
      if (mine !== theirs[n]!.inhibited)
        differing.push(`${content}${JSON.stringify({ firing, target })}\n  ours ${mine}, theirs ${!mine}`);
    }
  }
  return { what: 'inhibition', asked: each * trees, differing };
}

/** Time intervals at moments of the years 2019 to 2028. */
export async function compareActive(oracle: Oracle, random: Random, trees: number, count: number): Promise<Score> {
  const differing: string[] = [];
  const each = Math.ceil(count / trees);
  const [from, to] = [Date.UTC(2019, 0, 1), Date.UTC(2028, 0, 1)];
  for (let i = 0; i < trees; i++) {
    const { content, intervals } = randomConfiguration(random);
    const cases = Array.from({ length: each }, () => ({
      interval: random.pick(intervals),
      at: Math.floor((from + random.next() * (to - from)) / 1000) * 1000,
    }));
    const theirs = await oracle.ask<Answer & { readonly active: boolean }>(
      cases.map(({ interval, at }) => ({ op: 'active', content, interval, at: new Date(at).toISOString() })),
    );
    const { activity } = configurationFrom(content);
    for (const [n, { interval, at }] of cases.entries()) {
      if (!theirs[n]!.ok) throw new Error(`${theirs[n]!.error}\n${content}`);
      const mine = activity.holds(interval, at);
      if (mine !== theirs[n]!.active)
        differing.push(
          `${content}${interval} at ${new Date(at).toISOString()}: ours ${mine}, theirs ${theirs[n]!.active}`,
        );
    }
  }
  return { what: 'moments of time intervals', asked: each * trees, differing };
}
