// Proposals inside Go templates: labels that survive the expression, members, variables, functions, keywords, and PromQL
// inside `query`. Layer: features. What stands before a dot is told by the template's own flow analysis.
import { mayComeFromTarget } from '../../catalog/targetLabels';
import type { Shape } from '../../promql/shape';
import { defaultTemplates } from '../../template/defaultTemplates';
import type { TemplateEnv } from '../../template/env';
import { signature } from '../../template/functions';
import type { MapSource } from '../../template/staticValues';
import { endingWord } from '../../text/endingWord';
import { PromqlCursor } from '../cursor/promql';
import type { Knowledge } from '../knowledge';
import { receiverAt } from '../templateMembers';
import { templateFunctionMarkdown } from '../templateText';
import { alertLabels } from './alertLabels';
import type { Proposal, Proposals } from './item';
import { actionStart, openString } from './openAction';
import { promqlProposals } from './promql';

/** What stands around the template. */
export interface TemplateSurroundings {
  /** The result of the rule's expression. */
  readonly shape?: Shape;
  /** The unit of its value. */
  readonly unit?: string;
  /** The document's text. */
  readonly source: string;
  /** The names of templates that may be called and stand elsewhere. */
  readonly named?: () => Iterable<string>;
}

/** What may stand at `at`; undefined outside of actions, and inside strings that are no query and in comments. */
export function templateProposals(
  text: string,
  at: number,
  env: TemplateEnv,
  around: TemplateSurroundings,
  know: Knowledge,
): Proposals | undefined {
  const before = text.slice(0, at);
  const open = actionStart(before);
  if (open === undefined) return undefined;
  const action = before.slice(open);
  if (/^-?\s*\/\*/.test(action)) return undefined;
  const string = openString(action);
  if (string !== undefined) return inString(text, at, open + string, env, around, know);
  const prefix = endingWord(action, /\w/);
  const start = at - prefix.length;
  const lead = text[start - 1];
  if (lead === '$') {
    const items = [...variables(before.slice(0, start - 1), env), ...labelVariables(around, env)];
    return { prefix: `$${prefix}`, items };
  }
  if (lead === '.') return { prefix, items: members(text, start, at, env, around, know) };
  // Behind a number, a closed string or a parenthesis no name can begin.
  if (/^\d/.test(prefix) || (lead !== undefined && /[)"'`]/.test(lead))) return undefined;
  const head = action.slice(0, action.length - prefix.length);
  const first = /^-?\s*(?:else\s+)?$/.test(head);
  return {
    prefix,
    items: [
      ...(/\|\s*$/.test(head) ? [] : [...variables(before.slice(0, start), env), ...labelVariables(around, env)]),
      ...(/(?:\$v|\.V)alue\s*\|\s*$/.test(head) ? pipedFunctions(env, around.unit) : functions(env)),
      ...(first ? keywords(text.slice(at), /else\s+$/.test(head)) : []),
    ],
  };
}

/** Inside quotes: PromQL where the text is asked by `query`, a label's name where `index` looks it up. */
function inString(
  text: string,
  at: number,
  quoteAt: number,
  env: TemplateEnv,
  around: TemplateSurroundings,
  know: Knowledge,
): Proposals | undefined {
  const head = text.slice(0, quoteAt);
  const quote = text[quoteAt]!;
  const written = text.slice(quoteAt + 1, at);
  const isRule = env.target === 'prometheus';
  if (isRule && /\bquery\s+(?:\(?\s*printf\s+)?$/.test(head.slice(-200))) {
    // An escape makes the offsets of the text and of what it says differ.
    const end = quote === '`' ? text.indexOf('`', at) : at + /^[^"\\\n]*/.exec(text.slice(at))![0].length;
    const promql = text.slice(quoteAt + 1, end < 0 ? undefined : end);
    return promql.includes('\\')
      ? undefined
      : inQuery(promqlProposals(new PromqlCursor(promql, written.length, know.dialect), around.source, know), quote);
  }
  if (/\{\{-?\s*template\s+$/.test(head)) return { prefix: written, items: templateNames(text, quoteAt, around) };
  if (/\bindex\s+\$labels\s+$/.test(head) && isRule) {
    return { prefix: written, items: around.shape ? labelsOf(around.shape) : [] };
  }
  return undefined;
}

/** Names to call: those of the text itself, those that stand elsewhere, and Alertmanager's own behind them. */
function templateNames(text: string, quoteAt: number, { named }: TemplateSurroundings): readonly Proposal[] {
  const own = [...text.matchAll(DEFINED)].filter(({ index }) => index !== quoteAt).map(([, name]) => name!);
  const shipped = named ? defaultTemplates() : [];
  const names = new Set([...own, ...(named?.() ?? [])]);
  return [...new Set([...names, ...shipped])].map(label => ({
    label,
    kind: 'value',
    detail: names.has(label) ? 'template' : 'of Alertmanager',
    rank: names.has(label) ? 0 : label.startsWith('__') ? 40 : 20,
  }));
}

const DEFINED = /\{\{-?\s*(?:define|block)\s+"([^"\\\n]+)"/g;

/** Quotes of PromQL inside a template's double quotes would close them: only what needs none is proposed. */
function inQuery(proposals: Proposals | undefined, quote: string): Proposals | undefined {
  if (!proposals || quote === '`') return proposals;
  return {
    ...proposals,
    items: proposals.items.flatMap(item => (item.insert?.includes('"') ? (item.snippet ? [plain(item)] : []) : [item])),
  };
}

function plain({ label, kind, detail, doc, rank }: Proposal): Proposal {
  return {
    label,
    kind,
    ...(detail ? { detail } : {}),
    ...(doc ? { doc } : {}),
    ...(rank === undefined ? {} : { rank }),
  };
}

/** Keywords that begin an action; one that opens a block brings its end where nothing closes the action yet. */
function keywords(rest: string, isElse: boolean): readonly Proposal[] {
  const isClosed = /^[^{]*\}\}/.test(rest);
  const block = (label: string, more = '', rank = 60): Proposal => ({
    label,
    kind: 'keyword',
    ...(isClosed ? {} : { insert: `${label} ${more}$1 }}$2{{ end`, snippet: true }),
    rank,
  });
  if (isElse) return ['if', 'with'].map((label, i) => ({ label, kind: 'keyword', rank: i }));
  const word = (label: string, rank: number): Proposal => ({ label, kind: 'keyword', rank });
  return [
    block('if', '', 15),
    block('range', '', 15),
    block('with', '', 15),
    word('else', 16),
    word('end', 15),
    block('define'),
    word('template', 60),
  ];
}

/** Variables of the target and those that are declared left of the cursor. */
function variables(before: string, env: TemplateEnv): readonly Proposal[] {
  const known = env.variables.map(
    ({ name, doc }, rank): Proposal => ({
      label: name,
      kind: 'variable',
      doc: () => doc,
      rank: [0, 2, 3, 1][rank] ?? 4,
    }),
  );
  const declared = new Set([...before.matchAll(/\$\w+(?=\s*(?:,\s*\$\w+\s*)?:=)/g)].map(([name]) => name));
  return [
    ...known,
    ...[...declared].map((label): Proposal => ({ label, kind: 'variable', detail: 'declared here', rank: 1.05 })),
  ];
}

/** Labels of the rule's result, whole: most messages name one first. */
function labelVariables({ shape }: TemplateSurroundings, { target }: TemplateEnv): readonly Proposal[] {
  if (target !== 'prometheus' || !shape) return [];
  return labelsOf(shape)
    .sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))
    .slice(0, 12)
    .filter(({ label }) => /^[A-Za-z_]\w*$/.test(label))
    .map((one, i) => ({ ...one, label: `$labels.${one.label}`, kind: 'variable', rank: 1.1 + i * 0.01 }));
}

const functionsByUnit: ReadonlyMap<string, string> = new Map([
  ['ratio', 'humanizePercentage'],
  ['seconds', 'humanizeDuration'],
  ['bytes', 'humanize1024'],
  ['bytes/second', 'humanize1024'],
  ['timestamp', 'humanizeTimestamp'],
]);

/** The function that writes a value in the unit for people. */
function functionFor(unit: string): string {
  return functionsByUnit.get(unit) ?? 'humanize';
}

/** What the value goes through: the function that fits its unit before every other. */
function pipedFunctions(env: TemplateEnv, unit: string | undefined): readonly Proposal[] {
  if (unit === undefined || env.target !== 'prometheus') return functions(env);
  const fitting = functionFor(unit);
  const rounded: Proposal = { label: 'printf "%.1f"', kind: 'function', detail: unit, rank: 1 };
  return [
    ...(fitting === 'humanize' ? [rounded] : []),
    ...functions(env).map(one => (one.label === fitting ? { ...one, rank: 0 } : one)),
  ];
}

function functions(env: TemplateEnv): readonly Proposal[] {
  return [...env.functions.values()].map(row => ({
    label: row.name,
    kind: 'function',
    detail: signature(row),
    doc: () => templateFunctionMarkdown(row),
    rank: row.origin === 'go' ? 40 : row.name.startsWith('humanize') ? 19 : 20,
  }));
}

/** What may follow a dot. */
function members(
  text: string,
  start: number,
  at: number,
  env: TemplateEnv,
  around: TemplateSurroundings,
  know: Knowledge,
): readonly Proposal[] {
  const receiver = receiverAt(text, start, at + /^\w*/.exec(text.slice(at))![0].length, env);
  return [
    ...receiver.maps.flatMap(source => keysOf(source, around.shape, know)),
    ...receiver.members.map(
      ({ name, type, doc }, rank): Proposal => ({
        label: name,
        kind: 'variable',
        detail: plainType(type),
        doc: () => doc,
        rank,
      }),
    ),
  ];
}

function plainType(type: string): string {
  return type.replace(/\*?template\./g, '').replace('interface {}', 'number');
}

function keysOf(source: MapSource, shape: Shape | undefined, know: Knowledge): readonly Proposal[] {
  switch (source) {
    case 'labels':
      return shape ? labelsOf(shape) : [];
    case 'commonLabels':
    case 'groupLabels':
    case 'alertLabels':
      return alertLabels(know);
    case 'commonAnnotations':
    case 'alertAnnotations':
      return annotationNames;
    default:
      return [];
  }
}

const annotationNames: readonly Proposal[] = ['summary', 'description', 'message', 'runbook_url', 'dashboard_url'].map(
  (label, rank) => ({ label, kind: 'label', rank }),
);

/** Labels that the expression's result may carry, the metric's own before those of targets. */
function labelsOf({ branches }: Shape): Proposal[] {
  const names = new Set(branches.flatMap(({ possible }) => [...possible]));
  const usual = branches.some(({ open }) => open) ? ['instance', 'job', 'namespace', 'pod'] : [];
  const isSure = (label: string): boolean => branches.every(({ sure }) => sure.has(label));
  return [...new Set([...names, ...usual])]
    .filter(label => label !== '__name__')
    .map((label, i): Proposal => {
      const target = mayComeFromTarget(label);
      const detail = isSure(label) ? 'always there' : target ? 'label of the target' : 'label';
      return { label, kind: 'label', detail, rank: (isSure(label) ? 0 : target ? 200 : 100) + i * 0.1 };
    })
    .filter(({ label }) => !label.startsWith('exported_') || names.has(label.slice('exported_'.length)));
}
