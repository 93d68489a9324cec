// The valid texts that mutations start from: those of the corpus beside the project where it is there, else our own.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { corpusFile, readCorpus } from '../oracles/corpus';

const SEEDS = join(import.meta.dirname, 'seeds');
const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples', 'clean');

/** Texts of a kind that its target accepts. */
export function seedTexts(
  kind: 'rules' | 'alertmanager' | 'k8s',
  version = kind === 'alertmanager' ? '0.34' : '3.16',
): readonly string[] {
  const recorded = (readCorpus(kind) ?? [])
    .filter(({ verdicts, templated }) => verdicts[version] && !templated)
    // The other kinds of objects are not judged.
    .filter(({ kinds }) => kind !== 'k8s' || kinds?.every(one => /\/(?:PrometheusRule|AlertmanagerConfig)$/.test(one)))
    .map(entry => corpusFile(kind, entry).toString('utf8'))
    .filter(text => text.length > 0 && text.length < 6000);
  return [...ownSeeds(kind), ...recorded];
}

/** Expressions of every sort, right and wrong. */
export function seedExpressions(): readonly string[] {
  const own = readFileSync(join(SEEDS, 'promql.txt'), 'utf8').split('\n').filter(Boolean);
  const recorded = (readCorpus('promql') ?? []).map(({ expr }) => expr!).filter(expr => expr.length < 400);
  return [...own, ...recorded];
}

function ownSeeds(kind: string): readonly string[] {
  const own = readdirSync(SEEDS)
    .filter(name => name.startsWith(kind))
    .map(name => readFileSync(join(SEEDS, name), 'utf8'));
  const examples = readdirSync(EXAMPLES)
    .filter(name => name.endsWith('.yaml'))
    .map(name => readFileSync(join(EXAMPLES, name), 'utf8'))
    .filter(text => kind === 'k8s' && /^kind: (?:PrometheusRule|AlertmanagerConfig)$/m.test(text));
  return [...own, ...examples];
}
