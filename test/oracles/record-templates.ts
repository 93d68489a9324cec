// Records what Prometheus and Alertmanager make of generated templates, as fixtures that need no oracle:
//   npx tsx test/oracles/record-templates.ts
import { mkdirSync, writeFileSync } from 'node:fs';
import { askTemplates } from './askTemplates';
import { askNotifications, notificationCases } from './notificationCases';
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

const notifications = notificationCases(1, 600);
const answers = askNotifications(notifications);
writeFileSync(
  'test/fixtures/template/notifications.jsonl',
  `${notifications.map((c, i) => JSON.stringify({ ...c, ...answers[i]! })).join('\n')}\n`,
);
console.log(`${notifications.length} notifications recorded`);
