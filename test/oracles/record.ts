// Records what the real tools say of inputs of our own making, for a clone that has neither: the samples of all pages, the
// examples and mutants of both, their expressions and templates. Writes test/fixtures/verdicts/own/<kind>.jsonl.
// usage: npm run record      (needs the oracles, Prometheus 2.42 and Alertmanager 0.25)
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDocument } from '../../server/src/model/document';
import { readRuleFile } from '../../server/src/model/readRuleFile';
import type { RootKind } from '../../server/src/model/root';
import { findCheckIds, pageText } from '../../tools/gen-registry';
import { parsePage } from '../../tools/page';
import { KINDS } from '../fuzz/kinds';
import { mutateYaml, poolOf } from '../fuzz/mutateYaml';
import { mutatePromql } from '../fuzz/promqlGrammar';
import { Random } from '../fuzz/random';
import { Oracle } from './ask';
import { templateSoup } from './templateCases';

const root = join(import.meta.dirname, '../..');
const out = join(root, 'test/fixtures/verdicts/own');
/** Longer inputs tell no more and fill the repository. */
const longest = 1200;

const mutants = 150;

async function main(): Promise<void> {
  const texts = ownTexts();
  const random = new Random(1);
  const ofKind = (...kinds: readonly RootKind[]): readonly string[] => {
    const own = texts.filter(text => openDocument(text).roots.some(one => kinds.includes(one.kind) && !one.embeddedAs));
    const pool = poolOf(own);
    return [...own, ...Array.from({ length: mutants }, () => mutateYaml(pool, random))];
  };
  const rules = ofKind('rules');
  const { expressions, templates } = partsOf(rules);
  const promql = [...expressions, ...Array.from({ length: mutants }, () => mutatePromql(expressions, random))];
  const alertmanager = ofKind('alertmanager');
  const inputs: Readonly<Record<string, readonly string[]>> = {
    rules,
    'rules-2.42': rules,
    alertmanager,
    'alertmanager-0.25': alertmanager,
    k8s: ofKind('prometheus-rule', 'alertmanager-config'),
    promql,
    'promql-all': promql,
    'promql-2.42': promql,
    template: [...templates, ...templateSoup(1, mutants)],
  };
  for (const [name, all] of Object.entries(inputs)) await record(name, all);
}

/** All files of pages' samples and of the examples. */
function ownTexts(): readonly string[] {
  const pages = findCheckIds().flatMap(id =>
    parsePage(pageText(id)).samples.flatMap(({ files }) => files.map(({ text }) => text)),
  );
  const examples = ['examples/clean', 'examples/broken', 'test/fuzz/seeds'].flatMap(folder =>
    readdirSync(join(root, folder))
      .filter(name => /\.ya?ml$/.test(name))
      .map(name => readFileSync(join(root, folder, name), 'utf8')),
  );
  return [...new Set([...pages, ...examples])];
}

function partsOf(texts: readonly string[]): { expressions: readonly string[]; templates: readonly string[] } {
  const expressions = new Set<string>();
  const templates = new Set<string>();
  for (const { groups } of texts.flatMap(text => openDocument(text).roots.map(readRuleFile))) {
    for (const { rule } of groups.flatMap(group => group.rules)) {
      if (rule.expr) expressions.add(rule.expr.value);
      for (const { value } of rule.annotations) {
        if (value.kind === 'scalar' && value.value.includes('{{')) templates.add(value.value);
      }
    }
  }
  return { expressions: [...expressions], templates: [...templates] };
}

async function record(name: string, inputs: readonly string[]): Promise<void> {
  const kind = KINDS[name]!();
  const missing = kind.missing?.();
  if (missing !== undefined) throw new Error(`${name} cannot be asked: ${missing}`);
  const oracle = kind.oracle && new Oracle(kind.oracle);
  const asked = [...new Set(inputs)].filter(input => input.length <= longest && input.trim() !== '');
  const answers = await kind.theirs(oracle, asked);
  oracle?.close();
  const lines = asked.flatMap((input, i) => {
    const theirs = answers[i];
    return theirs ? [`${JSON.stringify({ input, ok: theirs.ok })}\n`] : [];
  });
  writeFileSync(join(out, `${name}.jsonl`), lines.join(''));
  const refused = answers.filter(one => one?.ok === false).length;
  console.log(`${name}: ${lines.length} recorded, ${refused} of them refused`);
}

main();
