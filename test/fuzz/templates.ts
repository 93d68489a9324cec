// npm run fuzz:templates -- [--count 5000] [--seed 1] [--show 5] [--keep]
// Random templates of rules with random data: whether they load and what they give must be what Prometheus says. With --keep
// the smallest text of each difference is written to test/fixtures/template/found.jsonl. Exit 1 where something differs.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { askTemplates, hasTemplateOracle } from '../oracles/askTemplates';
import { type TemplateCase, templateCases } from '../oracles/templateCases';
import { templateDifference } from '../oracles/templateCompare';
import { minimize } from './minimize';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    show: { type: 'string', default: '5' },
    keep: { type: 'boolean' },
  },
});

const found = join(import.meta.dirname, '../fixtures/template/found.jsonl');

async function main(): Promise<void> {
  if (!hasTemplateOracle())
    return console.log('oracle-prometheus is missing (npm run oracles builds it): nothing asked.');
  const cases = templateCases(Number(options.seed), Number(options.count));
  const verdicts = askTemplates(cases);
  const wrong = cases.filter((one, i) => templateDifference(one, verdicts[i]!) !== undefined);
  for (const one of wrong.slice(0, Number(options.show))) {
    const small = { ...one, text: await smallest(one) };
    const [verdict] = askTemplates([small]);
    console.log(`${JSON.stringify(small.text)} with ${small.value}: ${templateDifference(small, verdict!)}`);
    if (options.keep) appendFileSync(found, `${JSON.stringify({ ...small, ...verdict })}\n`);
  }
  const loads = verdicts.filter(one => one.loads).length;
  console.log(
    `templates, seed ${options.seed}: agree ${cases.length - wrong.length}/${cases.length} (${loads} load, ${verdicts.filter(one => one.output !== undefined).length} render)`,
  );
  if (wrong.length > 0) process.exitCode = 1;
}

function smallest(one: TemplateCase): Promise<string> {
  return minimize(one.text, async texts => {
    const candidates = texts.map(text => ({ ...one, text }));
    const verdicts = askTemplates(candidates);
    return candidates.map((candidate, i) => templateDifference(candidate, verdicts[i]!) !== undefined);
  });
}

void main();
