// How long the server keeps the event loop at a time: files of every kind of 1 and 5 MB are opened and edited through the
// same steps as the language server takes, and the longest step of each is told, with what it was.
// usage: npx tsx test/bench/slices.ts [--kind 'rules'] [--size 1] [--smoke]
import { parseArgs } from 'node:util';
import { resolveConfig } from '../../server/src/config/config';
import type { SourceDocument } from '../../server/src/model/document';
import { createService } from '../../server/src/service';
import { generateAlertmanager } from './generateAlertmanager';
import { generateRules } from './generateRules';

const { values } = parseArgs({
  options: { smoke: { type: 'boolean', default: false }, kind: { type: 'string' }, size: { type: 'string' } },
});

const MB = 1_000_000;
/** Longest slice in milliseconds, by the size of the file. */
const limitOf = (length: number): number => (length < 1.1 * MB ? 20 : 50);
/** How far above its limit a figure may be before a smoke run fails. */
const slack = values.smoke ? 10 : 1;

const indented = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by));
const rulesOf = (size: number): string => generateRules(Math.ceil(size / 284));
const alertmanagerOf = (size: number): string => generateAlertmanager(Math.ceil(size / 317));
const object = (kind: string, name: string, body: string): string =>
  `apiVersion: ${kind === 'PrometheusRule' ? 'monitoring.coreos.com/v1' : 'v1'}\nkind: ${kind}\nmetadata: {name: ${name}}\n${body}`;
const times = (count: number, make: (i: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** Files of about `size` characters. */
const kinds: Readonly<Record<string, (size: number) => string>> = {
  rules: rulesOf,
  'rules, one broken': size => brokenInTheMiddle(rulesOf(size), '- record: ', '- record: a: '),
  'rules, with an anchor': size => rulesOf(size).replace('severity: warning', 'severity: &w warning'),
  Alertmanager: alertmanagerOf,
  'Alertmanager, one broken': size => brokenInTheMiddle(alertmanagerOf(size), 'url: ', 'url: a: '),
  'Alertmanager, with an anchor': size => alertmanagerOf(size).replace('- receiver: team-0', '- receiver: &r team-0'),
  PrometheusRules: size =>
    times(Math.ceil(size / 10_000), i =>
      object('PrometheusRule', `r${i}`, `spec:\n${indented(rulesOf(8_400), 2)}`),
    ).join('---\n'),
  ConfigMaps: size =>
    times(Math.ceil(size / 10_000), i =>
      object('ConfigMap', `r${i}`, `data:\n  rules.yaml: |\n${indented(rulesOf(7_700), 4)}`),
    ).join('---\n'),
  'a large ConfigMap': size => object('ConfigMap', 'r', `data:\n  rules.yaml: |\n${indented(rulesOf(size * 0.85), 4)}`),
  Deployments: size =>
    `${times(Math.ceil(size / 232), i =>
      object(
        'Deployment',
        `d${i}`,
        'spec:\n  template:\n    spec:\n      containers:\n      - name: a\n        image: "vllm/vllm-openai:v0.6"\n        args: [--model, "x"]\n        env:\n        - {name: A, value: "1"}\n',
      ),
    ).join('---\n')}---\n${object('PrometheusRule', 'one', `spec:\n${indented(rulesOf(400), 2)}`)}`,
  'on one line': oneLine,
  'on one line, broken': size => brokenInTheMiddle(oneLine(size), '"expr":', '"expr"::'),
};

function oneLine(size: number): string {
  const rule = (i: number): string =>
    `{"alert": "A${i}", "expr": "sum by (job) (rate(x${i}[5m])) > 1", "labels": {"severity": "page"}}`;
  return `{"groups": [{"name": "a", "rules": [${times(Math.ceil(size / 101), rule).join(', ')}]}]}\n`;
}

function brokenInTheMiddle(text: string, found: string, put: string): string {
  const at = text.indexOf(found, text.length / 2);
  return text.slice(0, at) + put + text.slice(at + found.length);
}

interface Slice {
  readonly what: string;
  readonly ms: number;
}

/** Times work step by step. */
class Stopwatch {
  longest: Slice = { what: '', ms: 0 };
  total = 0;

  step<T>(what: string, work: () => T): T {
    const before = process.cpuUsage();
    const from = performance.now();
    const result = work();
    const wall = performance.now() - from;
    const { user, system } = process.cpuUsage(before);
    // Other processes make the wall slow, other threads of this one add to the processor's time.
    const ms = Math.min(wall, (user + system) / 1000);
    this.total += ms;
    if (ms > this.longest.ms) this.longest = { what, ms };
    return result;
  }

  run<T>(what: string, work: Generator<void, T>): T {
    for (;;) {
      const step = this.step(what, () => work.next());
      if (step.done) return step.value;
    }
  }
}

function measure(kind: string, text: string): void {
  const service = createService({
    onFailure: (id, error) => {
      throw new Error(`${id} failed`, { cause: error });
    },
  });
  const workspace = service.workspace(resolveConfig([]));
  let document: SourceDocument | undefined;
  const judge = (watch: Stopwatch, edited: string): void => {
    const flat = Buffer.from(edited).toString();
    document = watch.run('open', service.opening(flat, document));
    watch.step('put', () => workspace.put('f', document!));
    watch.run('first answer', service.analyse(workspace, 'f', 'moved'));
    watch.run('gather', workspace.gather());
    watch.step('facts', () => workspace.facts());
    watch.run('judge', service.analyse(workspace, 'f', 'current'));
  };
  const first = new Stopwatch();
  judge(first, text);
  const at = text.indexOf('a', text.length / 2);
  const edits = new Stopwatch();
  const count = values.smoke ? 2 : 6;
  for (let i = 1; i <= count; i++) judge(edits, text.slice(0, at) + 'x'.repeat(i) + text.slice(at));
  const limit = limitOf(text.length) * slack;
  for (const [what, watch, n] of [
    ['opened', first, 1],
    ['edited', edits, count],
  ] as const) {
    const { longest, total } = watch;
    const over = longest.ms > limit;
    if (over) process.exitCode = 1;
    console.log(
      `  ${kind}, ${(text.length / MB).toFixed(1)} MB, ${what}: longest ${longest.ms.toFixed(1)} ms (${longest.what}), ` +
        `all ${(total / n).toFixed(0)} ms${over ? ` OVER ${limit}` : ''}`,
    );
  }
}

const sizes = values.size !== undefined ? [Number(values.size)] : values.smoke ? [0.2] : [1, 5];
for (const [kind, make] of Object.entries(kinds)) {
  if (values.kind !== undefined && values.kind !== kind) continue;
  for (const size of sizes) measure(kind, make(size * MB));
}
