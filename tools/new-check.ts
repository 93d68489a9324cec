// Makes a new check with its page and registers it: a file of its own, or a row in the table of what readers report.
// usage: npm run new-check -- <family>/<name-of-the-bad-pattern> [unit]      e.g. promql/rate-of-gauge call
// `unit` is what the check is asked about (`Units` of server/src/checks/check.ts); `problem` makes a row.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import manifest from '../package.json';

const folder = path.resolve(__dirname, '../server/src/checks');

function main(id: string | undefined, unit: string): void {
  if (!id || !/^[a-z0-9]+\/[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id)) {
    fail('usage: npm run new-check -- <family>/<name-of-the-bad-pattern> [unit]');
  }
  const page = path.join(folder, `${id}.md`);
  if (fs.existsSync(page)) fail(`${id} exists`);
  const [family, name] = id.split('/') as [string, string];
  const source = unit === 'problem' ? addRow(family, name) : addFile(id, unit);
  fs.mkdirSync(path.dirname(page), { recursive: true });
  fs.writeFileSync(page, pageText);
  execFileSync(process.execPath, ['--import', 'tsx', path.join(__dirname, 'gen-registry.ts')], { stdio: 'inherit' });
  const shown = [source, page].map(file => path.relative(process.cwd(), file)).join(' and ');
  console.log(`write ${shown}, then: npx mocha test/fixtures/checks.test.ts -g ${id}`);
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

function addFile(id: string, unit: string): string {
  const file = path.join(folder, `${id}.ts`);
  const parameter = unit === 'rule' || unit === 'expr' || unit === 'template' ? 'unit' : unit;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(
    file,
    `// What it finds, in one sentence. Layer: checks.
import { defineCheck } from '../check';

export const check = defineCheck({
  id: '${id}',
  summary: 'One sentence for lists.',
  severity: 'warning',
  since: '${manifest.version}',
  on: '${unit}',
  messages: { found: 'What is wrong; what to do.' },
  run(${parameter}, ctx) {
    ctx.report(${parameter}, 'found', {});
  },
});
`,
  );
  return file;
}

/** Adds a row at the end of the family's table, which is made where there is none. */
function addRow(family: string, name: string): string {
  const file = path.join(folder, 'told', `${family}.ts`);
  const row = `  '${name}': { severity: 'error', since: '${manifest.version}', summary: 'One sentence for lists.' },\n`;
  const table = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : emptyTable(family);
  fs.writeFileSync(file, table.replace(/\}\);\n$/, `${row}});\n`));
  return file;
}

function emptyTable(family: string): string {
  return `// Which reader reports these problems: a row for each kind, its page \`../${family}/<name>.md\`. Layer: checks.
import { toldChecks } from './table';

export const checks = toldChecks('${family}', {
});
`;
}

const pageText = `Why this is bad, for a reader who does not know yet.

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
`;

main(process.argv[2], process.argv[3] ?? 'rule');
