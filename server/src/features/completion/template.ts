// Proposals inside Go templates: labels that survive the expression, members, variables, functions, keywords.
// Layer: features. What stands before a dot is told by the template's own flow analysis.
import { mayComeFromTarget } from '../../catalog/targetLabels';
import type { Shape } from '../../promql/shape';
import type { TemplateEnv } from '../../template/env';
import { follow, type MapSource } from '../../template/flow';
import { signature } from '../../template/functions';
import { parseTemplate } from '../../template/parser';
import { membersOf } from '../../template/types';
import type { Knowledge } from '../knowledge';
import type { Proposal, Proposals } from './item';

/** Stands for the name being written while the template is analysed; no template holds it by chance. */
const placeholder = 'zzCompletionzz';

/** What may stand at `at`; undefined outside of actions and inside strings and comments. `shape` is the rule's result. */
export function templateProposals(
  text: string,
  at: number,
  env: TemplateEnv,
  shape: Shape | undefined,
  know: Knowledge,
): Proposals | undefined {
  const before = text.slice(0, at);
  const open = before.lastIndexOf('{{');
  if (open < 0 || before.indexOf('}}', open) >= 0) return undefined;
  const action = before.slice(open + 2);
  if (/^-?\s*\/\*/.test(action) || inString(action)) return undefined;
  const prefix = /\w*$/.exec(action)![0];
  const start = at - prefix.length;
  const lead = text[start - 1];
  if (lead === '$') return { prefix: `$${prefix}`, items: variables(text, env) };
  if (lead === '.') return { prefix, items: members(text, start, at, env, shape, know) };
  if (lead !== undefined && /[\w)\]"'`]/.test(lead)) return undefined;
  const first = /^-?\s*$/.test(action.slice(0, action.length - prefix.length));
  const piped = /\|\s*$/.test(action.slice(0, action.length - prefix.length));
  return {
    prefix,
    items: [...(piped ? [] : variables(text, env)), ...functions(env), ...(first ? keywords : [])],
  };
}

function inString(action: string): boolean {
  let quote: string | undefined;
  for (let i = 0; i < action.length; i++) {
    const letter = action[i]!;
    if (quote === undefined) {
      if (letter === '"' || letter === '`') quote = letter;
    } else if (letter === '\\' && quote === '"') i++;
    else if (letter === quote) quote = undefined;
  }
  return quote !== undefined;
}

const keywords: readonly Proposal[] = [
  ['if', 'if $1 }}$2{{ end'],
  ['range', 'range $1 }}$2{{ end'],
  ['with', 'with $1 }}$2{{ end'],
  ['else', 'else'],
  ['end', 'end'],
  ['define', 'define "$1" }}$2{{ end'],
  ['template', 'template "$1" .'],
].map(([label, insert]) => ({ label: label!, kind: 'keyword', insert: insert!, snippet: true, rank: 60 }));

function variables(text: string, env: TemplateEnv): readonly Proposal[] {
  const known = env.variables.map(({ name, doc }, rank) => ({
    label: name,
    kind: 'variable' as const,
    documentation: doc,
    insert: name,
    rank,
  }));
  const declared = new Set([...text.matchAll(/\$\w+(?=\s*(?:,\s*\$\w+\s*)?:=)/g)].map(([name]) => name));
  return [
    ...known,
    ...[...declared].map(label => ({ label, kind: 'variable' as const, detail: 'declared here', rank: 10 })),
  ];
}

function functions(env: TemplateEnv): readonly Proposal[] {
  return [...env.functions.values()].map(row => ({
    label: row.name,
    kind: 'function' as const,
    detail: signature(row),
    documentation: `${row.doc}\n\n\`${row.example}\``,
    rank: row.origin === 'go' ? 40 : 20,
  }));
}

/** What may follow a dot: the analysis is asked about a made-up name in its place. */
function members(
  text: string,
  start: number,
  at: number,
  env: TemplateEnv,
  shape: Shape | undefined,
  know: Knowledge,
): readonly Proposal[] {
  const rest = text.slice(at).replace(/^\w*/, '');
  const close = rest.indexOf('}}');
  const nextOpen = rest.indexOf('{{');
  const closed = close >= 0 && (nextOpen < 0 || close < nextOpen);
  const analysed = `${text.slice(0, start)}${placeholder}${closed ? rest : ` }}${rest}`}`;
  const found: Proposal[] = [];
  follow(parseTemplate(analysed, env).nodes, env, {
    read(key, _span, { source }) {
      if (key === placeholder) found.push(...keysOf(source, shape, know));
    },
    unknownMember({ name }, { type }) {
      if (name !== placeholder || type === undefined) return;
      for (const member of membersOf(type) ?? []) {
        found.push({
          label: member.name,
          kind: 'variable',
          detail: member.type.replace(/template\./g, ''),
          documentation: member.doc,
        });
      }
    },
  });
  return found;
}

function keysOf(source: MapSource | undefined, shape: Shape | undefined, know: Knowledge): readonly Proposal[] {
  switch (source) {
    case 'labels':
      return shape ? labelsOf(shape) : [];
    case 'commonLabels':
    case 'groupLabels':
    case 'alertLabels':
      return alertLabels(know);
    case 'commonAnnotations':
    case 'alertAnnotations':
      return ['summary', 'description', 'message', 'runbook_url', 'dashboard'].map((label, rank) => ({
        label,
        kind: 'label',
        rank,
      }));
    default:
      return [];
  }
}

/** Labels that the expression's result may carry, the metric's own before those of targets. */
function labelsOf({ branches }: Shape): readonly Proposal[] {
  const names = new Set(branches.flatMap(({ possible }) => [...possible]));
  const usual = branches.some(({ open }) => open) ? ['instance', 'job', 'namespace', 'pod'] : [];
  return [...new Set([...names, ...usual])]
    .filter(label => label !== '__name__' && label !== 'le' && !label.startsWith('exported_'))
    .map(label => ({
      label,
      kind: 'label',
      detail: branches.every(({ sure }) => sure.has(label))
        ? 'always there'
        : mayComeFromTarget(label)
          ? 'label of the target'
          : 'label',
      rank: mayComeFromTarget(label) ? 10 : 0,
    }));
}

/** Names of labels that the workspace's alerts carry when they fire. */
export function alertLabels({ workspace }: Knowledge): readonly Proposal[] {
  const counts = new Map<string, number>([['alertname', Number.MAX_SAFE_INTEGER]]);
  const count = (name: string): unknown => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const { labels, branches } of workspace.documents.flatMap(({ alerts }) => alerts)) {
    for (const { name } of labels) count(name);
    for (const name of new Set(branches?.flatMap(({ possible }) => [...possible])))
      if (!mayComeFromTarget(name)) count(name);
  }
  for (const usual of ['severity', 'namespace', 'job', 'instance', 'cluster'])
    if (!counts.has(usual)) counts.set(usual, 0);
  return [...counts]
    .filter(([name]) => name !== '__name__' && !name.startsWith('exported_'))
    .sort((a, b) => b[1] - a[1])
    .map(([label], rank) => ({ label, kind: 'label' as const, rank }));
}
