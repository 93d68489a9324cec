// npx tsx test/fuzz/routingRecord.ts: writes answers of Alertmanager's packages to `test/fixtures/routing/*.jsonl`, for those
// who have none: routes of small random trees and of what once differed, and the output of every default template.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultTemplates } from '../../server/src/template/defaultTemplates';
import type { NotificationData } from '../../server/src/template/notification';
import { Oracle } from '../oracles/ask';
import { Random } from './random';
import type { Match } from './routingCompare';
import { type Labels, randomLabels, randomTree } from './routingGrammar';
import { asked, randomData } from './routingTemplates';

export interface Recorded {
  readonly routes: readonly {
    readonly content: string;
    readonly cases: readonly { readonly labels: Labels; readonly matches: readonly Match[] }[];
  }[];
  readonly templates: readonly {
    readonly name: string;
    readonly text: string;
    readonly data: NotificationData;
    readonly output: string;
  }[];
}

/** What once differed. */
const differed = [
  // Patterns of `match_re` stand with their anchors in the keys of groups, and are sorted by them.
  'route: {receiver: a, routes: [{match_re: {team: "ml|b"}, matchers: ["team=~\\"a.*|ml\\"", "gpu!=\\"\\""]}]}\nreceivers: [{name: a}]\n',
  // An empty list of labels replaces that of the parent.
  "route: {receiver: a, group_by: [team], routes: [{group_by: [], matchers: ['team=ml'], continue: true}, {group_by: ['...']}]}\nreceivers: [{name: a}]\n",
  // A label without a value has to be absent.
  'route: {receiver: a, routes: [{match: {gpu: null}, receiver: b}, {match: {team: ~, gpu: "1"}}]}\nreceivers: [{name: a}, {name: b}]\n',
];

async function main(): Promise<void> {
  const [oracle, random] = [new Oracle('alertmanager'), new Random(11)];
  const contents = [...differed];
  while (contents.length < 15) {
    const text = `route: ${randomTree(random)}\nreceivers: [{name: a}, {name: b}, {name: c}, {name: root}]\n`;
    if (text.length < 1500) contents.push(text);
  }
  const routes: Recorded['routes'][number][] = [];
  for (const content of contents) {
    const sets = [{ team: 'ml', gpu: '1' }, ...Array.from({ length: 6 }, () => randomLabels(random))];
    const [answer] = await oracle.ask<{
      readonly ok: boolean;
      readonly error?: string;
      readonly matches: readonly (readonly Match[])[];
    }>([{ op: 'route', content, label_sets: sets }]);
    if (!answer!.ok) throw new Error(`${answer!.error}\n${content}`);
    routes.push({ content, cases: sets.map((labels, i) => ({ labels, matches: answer!.matches[i] ?? [] })) });
  }
  const names = [...defaultTemplates()].filter(name => name !== 'email.default.html');
  const cases = names.map(name => {
    const list = /^__text/.test(name) || name.endsWith('.instances');
    return { name, text: `{{ template "${name}" ${list ? '.Alerts' : '.'} }}`, data: randomData(random) };
  });
  const answers = await oracle.ask<{ readonly ok: boolean; readonly output: string }>(cases.map(asked));
  oracle.close();
  const templates = cases.map((one, i) => ({ ...one, output: answers[i]!.output }));
  const folder = join(import.meta.dirname, '../fixtures/routing');
  mkdirSync(folder, { recursive: true });
  const lines = (items: readonly unknown[]): string => items.map(item => `${JSON.stringify(item)}\n`).join('');
  writeFileSync(join(folder, 'routes.jsonl'), lines(routes));
  writeFileSync(join(folder, 'templates.jsonl'), lines(templates));
}

if (process.argv[1]?.endsWith('routingRecord.ts')) void main();
