// What a service still holds after a document was typed in and closed. Every edit writes a name that never stood there
// before: a cache that keeps names, or slices of texts, grows with each.

import * as v8 from 'node:v8';
import * as vm from 'node:vm';
import { resolveConfig } from '../../server/src/config/config';
import type { SourceDocument } from '../../server/src/model/document';
import { createService, type Service } from '../../server/src/service';
import type { Workspace } from '../../server/src/workspace/workspace';
import type { Random } from '../fuzz/random';
import { shippedCatalog } from './judge';

v8.setFlagsFromString('--expose-gc');
const collectGarbage = vm.runInNewContext('gc') as () => void;

/** Bytes of the heap that something still refers to. */
export async function heapInUse(): Promise<number> {
  // What a WeakRef was asked for stays until the turn of the event loop ends.
  await new Promise(resolve => setImmediate(resolve));
  for (let i = 0; i < 3; i++) collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** The same once nothing more goes: code that was not run for some collections is let go, which may be megabytes. */
export async function settledHeap(): Promise<number> {
  let before = await heapInUse();
  for (let i = 0; i < 20; i++) {
    const now = await heapInUse();
    if (before - now < 50_000) return now;
    before = now;
  }
  return before;
}

/** Every kind of name that a rule has is one of a team, which each edit gives anew. */
const rule = (i: number): string =>
  `  - alert: alert_of_team_${i}
    expr: sum by (label_of_team_${i}, instance) (rate(requests_of_team_${i}_total{job="job_of_team_${i}"}[5m])) > ${i}
    labels: {severity: warning, label_of_team_${i}: value_of_team_${i}}
    annotations:
      summary: "{{ $labels.label_of_team_${i} }} of job_of_team_${i} is slow"
`;

const rules = (count: number): string => `groups:\n- name: group_of_team_0\n  rules:\n${list(count, rule)}`;

const receiver = (i: number): string =>
  `- name: receiver_of_team_${i}
  slack_configs:
  - api_url: http://localhost/${i}
    text: '{{ .CommonLabels.label_of_team_${i} }} for the team'
`;

const route = (i: number): string =>
  `  - matchers: ['label_of_team_${i}="value_of_team_${i}"']
    receiver: receiver_of_team_${i}
    group_by: [label_of_team_${i}]
`;

const alertmanager = (count: number): string =>
  `route:\n  receiver: receiver_of_team_0\n  routes:\n${list(count, route)}receivers:\n${list(count, receiver)}`;

const broken = 'broken: [\n';

/** Documents of about `count` rules or receivers, by what is special about them; `end` is added to the text that is read. */
export const typedIn: Readonly<Record<string, (count: number, end?: string) => string>> = {
  'rule file': (count, end = '') => rules(count) + end,
  'rule file, broken elsewhere': (count, end = '') => rules(count) + end + broken,
  'rule file with an anchor': (count, end = '') => rules(count).replace('{severity', '&one {severity') + end,
  'PrometheusRule object': (count, end = '') =>
    `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a}\nspec:\n${indented(rules(count) + end, 2)}`,
  ConfigMap: (count, end = '') => configMap(rules(count) + end),
  'ConfigMap, broken inside': (count, end = '') => configMap(rules(count) + end + broken),
  'Alertmanager configuration': (count, end = '') => alertmanager(count) + end,
  'Alertmanager configuration, broken elsewhere': (count, end = '') => alertmanager(count) + end + broken,
  'Alertmanager configuration with an anchor': (count, end = '') =>
    alertmanager(count).replace('receiver: rec', 'receiver: &a rec') + end,
  Secret: (count, end = '') =>
    `${secret}stringData:\n  alertmanager.yaml: |\n${indented(alertmanager(count) + end, 4)}`,
  'Secret in base64': (count, end = '') =>
    `${secret}data:\n  alertmanager.yaml: ${inBase64(alertmanager(count) + end)}\n`,
  'Secret with rules': (count, end = '') => `${secret}stringData:\n  rules.yaml: |\n${indented(rules(count) + end, 4)}`,
  'Secret with rules in base64': (count, end = '') => `${secret}data:\n  rules.yaml: ${inBase64(rules(count) + end)}\n`,
};

const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n';

/** What is written in base64 once the names in it are given anew. */
const inBase64 = (text: string): string => `\0${text}\0`;

const encoded = (text: string): string =>
  text.replace(/\0([^\0]*)\0/g, (_, inner: string) => Buffer.from(inner).toString('base64'));

const configMap = (inner: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  rules.yaml: |\n${indented(inner, 4)}`;

/** A service in which a document may be opened, typed in and closed again and again. */
export class Typist {
  private readonly service: Service = createService({
    catalog: shippedCatalog,
    onFailure: (id, error) => {
      throw new Error(id, { cause: error });
    },
  });
  private readonly workspace: Workspace = this.service.workspace(resolveConfig([]));
  private written = 0;

  /** Opens `text`, gives all names of teams and a random word anew `edits` times as an editor does, and closes it. */
  typeIn(text: string, edits: number, random: Random): void {
    const words = [...text.matchAll(/[A-Za-z_][\w-]{3,}/g)].map(({ index, 0: word }) => [index, word.length] as const);
    let document: SourceDocument | undefined;
    for (let i = 0; i < edits; i++) {
      const [at, length] = random.pick(words);
      const number = this.written++;
      const other = random.chance(30) ? `name_never_written_before_${number}` : text.slice(at, at + length);
      const edited = text.slice(0, at) + other + text.slice(at + length);
      const typed = flat(encoded(edited.replaceAll('_of_team_', `_of_${number}_team_`)));
      document = this.service.open(typed, document);
      this.workspace.put('typed.yaml', document);
      run(this.service.analyse(this.workspace, 'typed.yaml', i % 2 === 0 ? 'known' : 'moved'));
      this.workspace.facts();
      run(this.service.analyse(this.workspace, 'typed.yaml'));
      if (i % 8 > 0) continue;
      const end = typed.indexOf('_team_') + 3;
      this.service.complete(this.workspace, document, end);
      this.service.hover(this.workspace, document, end);
      this.service.definitions(this.workspace, document, end);
    }
    this.workspace.remove('typed.yaml');
    this.workspace.facts();
  }
}

/** One string of its own, as the text of a message from an editor is. */
function flat(text: string): string {
  return Buffer.from(text).toString();
}

function run(work: Generator<void, unknown>): void {
  while (!work.next().done);
}

function list(count: number, make: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => make(i)).join('');
}

function indented(text: string, by: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(by));
}
