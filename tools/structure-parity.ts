// Compares the verdicts of YAML reading, structure, PromQL and templates with those recorded in a corpus, kind by kind.
// usage: npx tsx tools/structure-parity.ts [rules|alertmanager] [version] [--corpus DIR] [--show N]
// A development driver: `npm run parity` does the same through the command line tool.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { judge } from './judge';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { corpus: { type: 'string', default: '../shared/corpus' }, show: { type: 'string', default: '20' } },
});

interface Entry {
  readonly file: string;
  readonly verdicts: Readonly<Record<string, boolean>>;
  readonly messages?: Readonly<Record<string, readonly string[]>>;
}

const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  rules: ['2.42', '3.0', '3.5', '3.14', '3.16'],
  alertmanager: ['0.25', '0.34'],
  k8s: ['3.16'],
  ml: ['3.16'],
};

for (const kind of positionals[0] ? [positionals[0]] : Object.keys(VERSIONS)) {
  for (const version of positionals[1] ? [positionals[1]] : VERSIONS[kind]!) compare(kind, version);
}

function compare(kind: string, version: string): void {
  const folder = path.join(values.corpus, kind);
  const entries: Entry[] = fs
    .readFileSync(path.join(folder, 'index.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Entry)
    .filter(entry => entry.verdicts[version] !== undefined);
  const falseErrors: string[] = [];
  const missed: string[] = [];
  const started = performance.now();
  for (const entry of entries) {
    const errors = judge(kind, fs.readFileSync(path.join(folder, entry.file)), version);
    if (entry.verdicts[version] && errors.length > 0) falseErrors.push(`${entry.file}: ${errors[0]}`);
    if (!entry.verdicts[version] && errors.length === 0) {
      missed.push(`${entry.file}: ${(entry.messages?.[version] ?? []).join(' ').slice(0, 200)}`);
    }
  }
  const wrong = falseErrors.length + missed.length;
  const took = Math.round(performance.now() - started);
  const agree = `${entries.length - wrong}/${entries.length}`;
  console.log(
    `${kind} ${version}: agree ${agree}, false errors ${falseErrors.length}, missed ${missed.length} (${took} ms)`,
  );
  for (const line of falseErrors.slice(0, Number(values.show))) console.log(`  false error  ${line}`);
  for (const line of missed.slice(0, Number(values.show))) console.log(`  missed       ${line}`);
}
