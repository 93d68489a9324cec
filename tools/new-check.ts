// Makes the two files of a new check and registers it.
// usage: npm run new-check -- <family>/<name-of-the-bad-pattern> [unit]      e.g. promql/rate-of-gauge call
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import manifest from '../package.json';

const [id, unit = 'rule'] = process.argv.slice(2);
if (!id || !/^[a-z0-9]+\/[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id)) {
  console.error('usage: npm run new-check -- <family>/<name-of-the-bad-pattern> [unit]');
  process.exit(2);
}
const base = path.resolve(__dirname, '../server/src/checks', id);
if (fs.existsSync(`${base}.ts`)) {
  console.error(`${id} exists`);
  process.exit(2);
}
const source = unit === 'rule' || unit === 'expr' || unit === 'template' ? 'unit' : `${unit}`;
fs.mkdirSync(path.dirname(base), { recursive: true });
fs.writeFileSync(
  `${base}.ts`,
  `// What it finds, in one sentence. Layer: checks.
import { defineCheck } from '../check';

export const check = defineCheck({
  id: '${id}',
  summary: 'One sentence for lists.',
  severity: 'warning',
  since: '${manifest.version}',
  on: '${unit}',
  messages: { found: 'What is wrong; what to do.' },
  run(${source}, context) {
    context.report(${source}, 'found', {});
  },
});
`,
);
fs.writeFileSync(
  `${base}.md`,
  `Why this is bad, for a reader who does not know yet.

## Bad
\`\`\`yaml
groups:
  - name: example
    rules:
      - alert: Example
        expr: up == 0
#             ^^^^^^^ a part of the message
\`\`\`

## Good
\`\`\`yaml
groups:
  - name: example
    rules:
      - alert: Example
        expr: up == 0
\`\`\`
`,
);
execFileSync(process.execPath, ['--import', 'tsx', path.join(__dirname, 'gen-registry.ts')], { stdio: 'inherit' });
console.log(`write ${path.relative(process.cwd(), base)}.ts and .md, then: npx mocha test/fixtures/checks.test.ts`);
