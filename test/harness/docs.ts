// The samples of docs/ci.md, and a folder of rules on which they can be run.
import fs from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from './packed';

const root = path.join(import.meta.dirname, '../..');
/** The text of docs/ci.md. */
export const page = fs.readFileSync(path.join(root, 'docs/ci.md'), 'utf8');

/** Samples in a language, by the file name in their first line where they have one. */
export function samples(language: string): ReadonlyMap<string, string> {
  const found = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].filter(([, tag]) => tag === language);
  return new Map(found.map(([, , text], i) => [/^(?:#|\/\/) (\S+)\n/.exec(text!)?.[1] ?? String(i), text!]));
}

/** A folder with the broken example and a file that Prometheus refuses below `rules`; gone when the process ends. */
export function brokenRules(): string {
  const home = temporaryFolder('docs');
  fs.cpSync(path.join(root, 'examples/broken'), path.join(home, 'rules'), { recursive: true });
  fs.writeFileSync(
    path.join(home, 'rules/refused.yaml'),
    'groups: [{name: a, rules: [{record: b, expr: summ(up)}]}]\n',
  );
  return home;
}
