// Mutates valid files and asks the real tools whether they take them; prints where our verdict differs.
// usage: npx tsx test/fuzz/structure.ts rules|alertmanager|k8s [--count 2000] [--seed 1] [--show 10] [--corpus ../shared/corpus]
// Needs the oracles in .oracles (see test/oracles); says so where they are missing.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { judgeText } from '../../tools/judge';
import { mutate, random } from './mutate';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    show: { type: 'string', default: '10' },
    corpus: { type: 'string', default: '../shared/corpus' },
  },
});

type Kind = 'rules' | 'alertmanager' | 'k8s';

const ORACLES: Readonly<Record<Kind, { readonly binary: string; readonly version: string; readonly op?: string }>> = {
  rules: { binary: 'oracle-prometheus', version: '3.16', op: 'rules' },
  alertmanager: { binary: 'oracle-alertmanager', version: '0.34', op: 'config' },
  k8s: { binary: 'oracle-operator', version: '3.16' },
};

interface Answer {
  readonly ok?: boolean;
  readonly error?: string;
  readonly errors?: readonly unknown[];
  readonly documents?: readonly unknown[];
}

const kind = (positionals[0] ?? 'rules') as Kind;
const oracle = ORACLES[kind];
const binary = path.join('.oracles', oracle.binary);
if (!fs.existsSync(binary)) {
  console.log(`${binary} is missing: nothing asked.`);
} else {
  compare(makeFiles());
}

function makeFiles(): readonly string[] {
  const folder = path.join(values.corpus, kind);
  const valid = fs
    .readFileSync(path.join(folder, 'index.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(
      line =>
        JSON.parse(line) as { file: string; verdicts: Record<string, boolean>; templated?: boolean; kinds?: string[] },
    )
    .filter(entry => entry.verdicts[oracle.version] && !entry.templated)
    .filter(entry => kind !== 'k8s' || entry.kinds?.every(one => /PrometheusRule|AlertmanagerConfig/.test(one)))
    .map(entry => fs.readFileSync(path.join(folder, entry.file), 'utf8'))
    .filter(text => text.length < 6000);
  const next = random(Number(values.seed));
  const make = (): string => mutate(valid[Math.floor(next() * valid.length)]!, valid, next);
  return Array.from({ length: Number(values.count) }, make).filter(text => kind !== 'k8s' || isOurs(text));
}

/** The operator's oracle takes any object of another kind: only those that are still ours are worth asking about. */
function isOurs(text: string): boolean {
  const documents = text.split(/^---$/m).filter(one => one.trim() !== '');
  return documents.every(
    one =>
      /^apiVersion: monitoring\.coreos\.com\/v1(?:alpha1|beta1)?$/m.test(one) &&
      /^kind: (?:PrometheusRule|AlertmanagerConfig)$/m.test(one) &&
      /^[A-Za-z"?<]/.test(one.trimStart()) &&
      !/^ +\S[^\n]*\n(?=[A-Za-z]+:)/.test(one),
  );
}

function compare(files: readonly string[]): void {
  const input = files.map(content => JSON.stringify({ op: oracle.op, content })).join('\n');
  const run = spawnSync(binary, { input, encoding: 'utf8', maxBuffer: 1 << 30 });
  const answers = run.stdout
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Answer);
  let agree = 0;
  const differing: string[] = [];
  files.forEach((content, i) => {
    const answer = answers[i];
    if (!answer) return;
    const ours = judgeText(kind, content, oracle.version);
    if ((ours.length === 0) === (answer.ok === true)) agree++;
    else differing.push(`--- ours: ${ours[0] ?? 'ok'}\n    theirs: ${says(answer)}\n${content}`);
  });
  console.log(`${kind}: agree ${agree}/${answers.length} (${answers.filter(one => !one.ok).length} refused)`);
  for (const one of differing.slice(0, Number(values.show))) console.log(one);
}

function says(answer: Answer): string {
  return answer.ok ? 'ok' : JSON.stringify(answer.error ?? answer.errors ?? answer.documents).slice(0, 400);
}
