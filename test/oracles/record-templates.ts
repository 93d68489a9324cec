// Records what Prometheus makes of generated templates, as a fixture that needs no oracle:
//   npx tsx test/oracles/record-templates.ts
import { mkdirSync, writeFileSync } from 'node:fs';
import { askTemplates } from './askTemplates';
import { ANSWERS, templateCases } from './templateCases';

const COUNT = 1500;
const cases = templateCases(2026, COUNT * 2);
const verdicts = askTemplates(cases);
const lines = new Set<string>();
cases.forEach((c, i) => {
  if (lines.size >= COUNT) return;
  const verdict = verdicts[i]!;
  const said = verdict.output ?? verdict.error ?? '';
  // Addresses differ from run to run, and damaged queries would need an engine to answer them.
  if (/0x[0-9a-f]{9,}/.test(said)) return;
  if (/`/.test(c.text) && /query/.test(c.text) && !Object.keys(ANSWERS).some(expr => c.text.includes(`\`${expr}\``)))
    return;
  if (said.includes('error calling query')) return;
  lines.add(JSON.stringify({ ...c, ...verdict }));
});
mkdirSync('test/fixtures/template', { recursive: true });
writeFileSync('test/fixtures/template/rendered.jsonl', `${[...lines].join('\n')}\n`);
console.log(`${lines.size} cases recorded`);
