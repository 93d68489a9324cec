// What is told of series that only rules speak of: those that a rule records, and the labels of metrics that nobody
// describes. Markdown without HTML. Layer: features.

import type { RecordFact } from '../analysis/facts';
import type { Branch } from '../promql/shape';
import { firstAndMore, inCode } from '../text/words';
import { labelsElsewhere } from './completion/elsewhere';
import type { Knowledge } from './knowledge';
import { rulesOf } from './rules';

/** Most expressions, rules and values that are shown. */
const shown = 3;
/** Longer expressions are cut: what they are about stands at their beginning. */
const exprLength = 800;
/** More labels than these come with the metric and say nothing of the rule. */
const fewLabels = 12;

/** A recorded series: where it is recorded, by which expressions, with which labels; undefined where it is none. */
export function recordMarkdown(name: string, know: Knowledge): string | undefined {
  const records = know.workspace.recorded(name);
  if (records.length === 0) return undefined;
  const files = know.workspace.documents.filter(one => one.records.some(record => record.name === name));
  const named = files.map(({ file }) => `\`${file.slice(file.lastIndexOf('/') + 1)}\``).sort();
  const exprs = expressionsOf(name, know);
  return [
    `**\`${name}\`** — recorded by ${records.length > 1 ? `${records.length} rules` : 'a rule'} in ${named.join(', ')}`,
    ...exprs.slice(0, shown).map(text => `\`\`\`promql\n${text}\n\`\`\``),
    exprs.length > shown ? `and ${exprs.length - shown} more expressions.` : '',
    labelsLine(records),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** In the order of the files' names: in which order they were opened is nobody's business. */
function expressionsOf(name: string, { members, analysis }: Knowledge): readonly string[] {
  const found: { readonly file: string; readonly text: string }[] = [];
  for (const { file, document } of members()) {
    if (!document.text.includes(name)) continue;
    for (const { rule } of rulesOf(document, analysis)) {
      if (rule.record?.value === name && rule.expr) found.push({ file, text: asBlock(rule.expr.value) });
    }
  }
  found.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  return [...new Set(found.map(({ text }) => text))];
}

/** An expression as a block of code, which a row of backticks would end. */
function asBlock(expr: string): string {
  const text = expr.trim().replaceAll('```', '` ` `');
  return text.length > exprLength ? `${text.slice(0, exprLength)}…` : text;
}

function labelsLine(records: readonly RecordFact[]): string {
  const set = new Set(
    records.flatMap(({ labels }) =>
      labels.map(({ name, value }) => `\`${value === undefined ? name : `${name}="${value}"`}\``),
    ),
  );
  const branches = records.flatMap(record => record.branches() ?? []);
  const kept = keptLabels(branches);
  return [
    kept === undefined
      ? ''
      : kept.length > 0
        ? `Labels: ${kept.map(label => `\`${label}\``).join(', ')}.`
        : 'No labels of its metrics.',
    set.size > 0 ? `Set by ${records.length > 1 ? 'rules' : 'the rule'}: ${[...set].sort().join(', ')}.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** The labels that the expressions keep; undefined where they are not known, or all that the metrics have. */
function keptLabels(branches: readonly Branch[]): readonly string[] | undefined {
  if (branches.length === 0 || branches.some(({ open }) => open)) return undefined;
  const all = new Set(branches.flatMap(({ possible }) => [...possible]));
  all.delete('__name__');
  return all.size > fewLabels ? undefined : [...all].sort();
}

/** A label of a metric that nobody describes, as the workspace's rules use it; undefined where none does. */
export function usedLabelMarkdown(label: string, metric: string, know: Knowledge): string | undefined {
  const record = know.workspace.recorded(metric);
  const set = record.flatMap(({ labels }) => labels.filter(({ name }) => name === label));
  const isKept = keptLabels(record.flatMap(one => one.branches() ?? []))?.includes(label);
  const use = labelsElsewhere(metric, know).get(label);
  const origin =
    set.length > 0 ? `The rule that records the series sets it.` : isKept ? 'The recorded expression keeps it.' : '';
  if (!use && !origin) return undefined;
  const rules = [...(use?.rules ?? [])].sort();
  const values = [...new Set([...set.flatMap(({ value }) => value ?? []), ...(use?.values ?? [])])].sort();
  return [
    `**\`${label}\`** — label of \`${metric}\``,
    origin || 'What exposes the metric is not known here.',
    rules.length > 0 ? `Rules that match it or group by it: ${listed(rules)}.` : '',
    values.length > 0 ? `Values in rules: ${listed(values)}.` : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

function listed(names: readonly string[]): string {
  return firstAndMore(inCode(names), shown);
}
