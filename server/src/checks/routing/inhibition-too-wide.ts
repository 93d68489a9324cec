// An inhibition rule that reaches across what the configuration tells apart: one cluster's alert silences those of all others.
// Layer: checks.
import type { AlertmanagerFile, MatcherNode } from '../../model/alertmanager';
import { conditionsOf, equalLabels } from '../../model/conditions';
import { inhibitionRules } from '../../model/readAlertmanager';
import { takeTheSame } from '../../routing/allowed';
import { tellsSites } from '../../routing/carried';
import { routesOf, routesPerSlice } from '../../routing/names';
import { follow, get, itemsOf } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/inhibition-too-wide',
  summary: 'An inhibition rule silences alerts of all systems when one of them has the source.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'item',
  on: 'configuration',
  messages: {
    everything:
      'Without `equal` one `{source}`, wherever it fires, silences every other alert of all systems, critical ones too; name under `equal` what both must have in common, such as {labels}.',
    name: 'Only the name must be equal, so one alert with `{source}` silences all with `{target}` of the same name, on whatever system; name under `equal` what tells systems apart as well, such as {labels}.',
  },
  *run(file, ctx) {
    if (file.root.holder) return;
    let apart: readonly string[] | undefined;
    let seen = 0;
    for (const map of inhibitionRules(file)) {
      if (++seen % routesPerSlice === 0) yield;
      const [source, target] = [conditionsOf(map, 'source_', file.mode), conditionsOf(map, 'target_', file.mode)];
      const equal = equalLabels(map);
      if (get(map, 'equal')?.kind === 'alias') continue;
      const kind = kindOf(
        source,
        target,
        equal.map(({ name }) => name),
      );
      if (!kind || takeTheSame(source, target)) continue;
      apart ??= yield* toldApart(file);
      // A source that is chosen by name may well speak for a machine; of other clusters it knows nothing.
      const told = kind === 'everything' ? apart.filter(tellsSites) : apart;
      const labels = (told.length > 0 ? told : ['instance']).slice(0, 3).map(label => `\`${label}\``);
      // Work that is announced is meant to silence everything, where no sites are told apart.
      if (kind === 'everything' && told.length === 0 && announced.test(source[0]!.value)) continue;
      const severity = told.length > 0 ? ('warning' as const) : ('info' as const);
      const data = { source: inWords(source), labels: labels.join(', ') };
      if (kind === 'everything') ctx.report(target[0]!.node, 'everything', data, { severity });
      else ctx.report(equal[0]!.node, 'name', { ...data, target: inWords(target) }, { severity });
    }
  },
});

/** Names of alerts by which somebody tells of work that is done. */
const announced = /maintenance|downtime/i;

function kindOf(
  source: readonly MatcherNode[],
  target: readonly MatcherNode[],
  equal: readonly string[],
): 'everything' | 'name' | undefined {
  const [one, ...more] = source;
  if (!one || target.length === 0) return undefined;
  // Labels of the source besides its name say how far it reaches.
  if (equal.length === 0)
    return one.label === 'alertname' && one.op === '=' && more.length === 0 && target.every(takesEverything)
      ? 'everything'
      : undefined;
  const isByGrade = [source, target].every(side =>
    side.every(({ label }) => label === 'severity' || label === 'priority'),
  );
  return isByGrade && equal.length === 1 && equal[0] === 'alertname' ? 'name' : undefined;
}

/** `.*`, `.+` and what only leaves out alerts by name. */
function takesEverything({ label, op, value }: MatcherNode): boolean {
  if (op === '!=') return value === '' || label === 'alertname';
  return op === '!~' ? label === 'alertname' : op === '=~' && /^\^?\(?\.[*+]\)?\$?$/.test(value);
}

/** Labels of systems by which the configuration groups or that other rules want equal. */
function* toldApart(file: AlertmanagerFile): Generator<void, readonly string[]> {
  const found = new Set<string>();
  let seen = 0;
  for (const { route } of routesOf(file)) {
    if (++seen % routesPerSlice === 0) yield;
    for (const item of itemsOf(route.groupBy?.value)) {
      const scalar = follow(item);
      if (scalar?.kind === 'scalar') found.add(scalar.value);
    }
  }
  for (const map of inhibitionRules(file)) for (const { name } of equalLabels(map)) found.add(name);
  return [...found].filter(label => tellsSites(label) || ofSystems.test(label));
}

const ofSystems = /^(?:instance|node|host|hostname|namespace|service|pod)$/i;

function inWords(matchers: readonly MatcherNode[]): string {
  return matchers.map(({ label, op, value }) => `${label}${op}"${value}"`).join(', ');
}
