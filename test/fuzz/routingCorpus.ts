// Configurations as people write them (the shared corpus): label sets near to what their matchers ask for, through both.
import { openDocument } from '../../server/src/model/document';
import { readAlertmanager } from '../../server/src/model/readAlertmanager';
import { labelsIn } from '../../server/src/routing/conditions';
import { configurationOf, partsOfFile, type RoutingConfiguration } from '../../server/src/routing/configuration';
import { type RouteNode, routesTaking } from '../../server/src/routing/tree';
import { finish } from '../../server/src/text/slices';
import type { Oracle } from '../oracles/ask';
import { corpusFile, readCorpus } from '../oracles/corpus';
import type { Random } from './random';
import { canonical, type Match, matchOf, type Score } from './routingCompare';

/** How often each file is asked. */
const setsPerFile = 40;

/** A matcher in base64 (`!!binary`) with bytes that are no UTF-8, which nobody writes. */
const known: ReadonlySet<string> = new Set(['val-148-3-binary.yaml']);

/** Undefined where there is no corpus. */
export async function compareCorpus(oracle: Oracle, random: Random): Promise<Score | undefined> {
  const entries = readCorpus('alertmanager');
  if (!entries) return undefined;
  const differing: string[] = [];
  let [files, asked] = [0, 0];
  for (const entry of entries) {
    if (entry.file === undefined || known.has(entry.file)) continue;
    const content = corpusFile('alertmanager', entry).toString('utf8');
    const configuration = read(content);
    if (!configuration) continue;
    const sets = labelSets(random, configuration);
    const [answer] = await oracle.ask<{ readonly ok: boolean; readonly matches: readonly (readonly Match[])[] }>([
      { op: 'route', content, label_sets: sets },
    ]);
    // What is refused routes nothing.
    if (!answer!.ok) continue;
    files++;
    for (const [i, labels] of sets.entries()) {
      asked++;
      const mine = canonical(
        routesTaking(configuration.tree, labelsIn(labels)).map(({ route }) => matchOf(route, labels)),
      );
      const real = canonical(answer!.matches[i]);
      if (mine !== real) differing.push(`${entry.file} ${JSON.stringify(labels)}\n  ours   ${mine}\n  theirs ${real}`);
    }
  }
  return { what: `label sets over ${files} files of the corpus`, asked, differing };
}

function read(content: string): RoutingConfiguration | undefined {
  const root = openDocument(content, undefined, { as: 'alertmanager' }).roots.find(
    ({ kind }) => kind === 'alertmanager',
  );
  const parts = root && finish(partsOfFile(readAlertmanager(root), 'corpus'));
  return parts && finish(configurationOf(parts, { major: 0, minor: 34 }));
}

function labelSets(random: Random, { tree }: RoutingConfiguration): readonly Record<string, string>[] {
  const matchers: { readonly label: string; readonly value: string }[] = [];
  const collect = ({ conditions, routes }: RouteNode): void => {
    matchers.push(...conditions.matchers);
    for (const route of routes) collect(route);
  };
  collect(tree);
  return Array.from({ length: setsPerFile }, () => {
    const set: Record<string, string> = random.chance(50) ? { alertname: 'X' } : {};
    for (const { label, value } of matchers.length > 0 ? random.list(0, 6, () => random.pick(matchers)) : []) {
      const near = random
        .pick(value.split('|'))
        .replace(/[\^$()]/g, '')
        .replace(/\.[*+]/g, 'zz');
      set[label] = random.chance(70) && near !== '' ? near : random.pick(['critical', 'warning', 'x']);
    }
    return set;
  });
}
