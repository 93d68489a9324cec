// The first look at a text: whether it may hold anything of ours, without parsing it. Linear in its size, because it is
// taken at each keystroke in every YAML file. Layer: model, before detect.ts.
import { mayHoldContainers } from './containers';
import { mayHoldRuleObject } from './ruleObjects';
import { mayNameRuleFiles } from './structure/rulePaths';
import { isNearOwnKind } from './structure/served';

/** Whether `text` may hold a rule file, a configuration or another root; false is certain, true is not. */
export function mayHoldRoots(text: string): boolean {
  return questions.some(holds => holds(text));
}

/** The same in slices. */
export function* mayHoldRootsInSlices(text: string): Generator<void, boolean> {
  if (text.length < fewCharacters) return mayHoldRoots(text);
  for (const holds of questions) {
    if (holds(text)) return true;
    yield;
  }
  return false;
}

/** Shorter texts are looked at without a pause. */
const fewCharacters = 500_000;

const questions: readonly ((text: string) => boolean)[] = [
  holdsFile,
  holdsObject,
  mayHoldContainers,
  mayHoldRuleObject,
  mayBeScenario,
  mayNameRuleFiles,
  text => text.includes('DCGM_FI_') && COUNTERS.test(text),
];

/** Whether `text` may be a catalogue of metrics. */
export function mayBeCatalog(text: string): boolean {
  return text.includes('groups:') && (text.includes('  metrics:\n') || text.includes('- metrics:\n'));
}

/** The three keys that every scenario has. */
function mayBeScenario(text: string): boolean {
  if (!text.includes('about')) return false;
  return /^about[ \t]*:/m.test(text) && /^title[ \t]*:/m.test(text) && /^(?:targets|extends)[ \t]*:/m.test(text);
}

const COUNTERS = /^[ \t]*DCGM_FI_\w+[ \t]*,/m;

/** A Kubernetes object of a kind we know, at the top of its document or in a List. */
function holdsObject(text: string): boolean {
  if (!text.includes('kind')) return false;
  const named = ['PrometheusRule', 'AlertmanagerConfig', 'ServiceMonitor', 'PodMonitor'].some(kind =>
    text.includes(kind),
  );
  if (!named && text.includes('apiVersion: monitoring.') && holdsMisspeltKind(text)) return true;
  if (!named && !(text.includes('Secret') && text.includes('data'))) return false;
  return OBJECT.test(text) || OBJECT_IN_JSON.test(text) || (LIST.test(text) && OBJECT_IN_LIST.test(text));
}

/** A kind that is close to one of ours. */
function holdsMisspeltKind(text: string): boolean {
  const kinds = new Set<string>();
  for (const [, kind] of text.matchAll(KIND)) kinds.add(kind!);
  return [...kinds].some(isNearOwnKind);
}

const KIND = /^kind: ["']?(\w+)/gm;
const OBJECT =
  /^\ufeff?["']?kind["']?[ \t]*:[ \t]*["']?(?:PrometheusRule|AlertmanagerConfig|Secret|(?:Service|Pod)Monitor)\b/m;
const OBJECT_IN_JSON =
  /[{,]\s*"kind"[ \t]*:[ \t]*"(?:PrometheusRule|AlertmanagerConfig|Secret|(?:Service|Pod)Monitor)"/;
/** What holds objects of its own: a list, or the patches of a kustomization. */
const LIST = /^\ufeff?kind[ \t]*:[ \t]*["']?(?:\w*List|Kustomization)\b/m;
const OBJECT_IN_LIST =
  /^[ \t-]+kind[ \t]*:[ \t]*["']?(?:PrometheusRule|AlertmanagerConfig|Secret|(?:Service|Pod)Monitor)\b/m;

/** A key that a file of ours has at its top, at the top of the text or of a scalar in it. */
function holdsFile(text: string): boolean {
  for (const { 1: mark, 2: indent, 3: quote, index } of text.matchAll(KEY_LINE)) {
    const lineStart = index - quote!.length - indent!.length - mark!.length;
    if (indent === '' || opensScalar(text, lineStart, indent!.length)) return true;
  }
  let isFlow: boolean | undefined;
  for (const { index, 0: key } of text.matchAll(KEY)) {
    if (isInFlow(text, index) && (isFlow ??= FLOW_START.test(text))) return true;
    if (isInQuotes(text, index, index + key.length)) return true;
  }
  return false;
}

// Words are looked for first, and what stands before them then: to try each line takes twice as long.
const KEY_LINE =
  /(?:groups|receivers|route|tests)(?<=^(\ufeff?)( *)(["']?)(?:groups|receivers|route|tests))\3[ \t]*:/gm;
const KEY = /(?:groups|receivers|route|tests)["']?[ \t]*:/g;
const FLOW_START = /^\ufeff?[ \t]*[{[]/m;

/** Whether a key is one of a flow mapping. */
function isInFlow(text: string, key: number): boolean {
  let at = key - 1;
  if (isQuote(text[at])) at--;
  while (at >= 0 && /\s/.test(text[at]!)) at--;
  return text[at] === '{' || text[at] === ',';
}

/** Whether a key is one of a file that is written into a quoted scalar, as JSON manifests do. */
function isInQuotes(text: string, key: number, behind: number): boolean {
  if (!/^[a-z]+:$/.test(text.slice(key, behind)) || !/^[ \t]*\\n/.test(text.slice(behind, behind + 10))) return false;
  if (isQuote(text[key - 1])) return true;
  const before = text.slice(Math.max(0, key - 203), key - 2);
  const quote = Math.max(before.lastIndexOf('"'), before.lastIndexOf("'"));
  return text.startsWith('\\n', key - 2) && quote >= 0 && !before.includes('\n', quote);
}

function isQuote(char: string | undefined): boolean {
  return char === '"' || char === "'";
}

/** How many lines are gone back to find out what a key stands in; further away it may be anything. */
const MOST_LINES = 500;

/** Whether the key at `lineStart`, indented by `indent`, stands at the top of a block scalar or of an indented document. */
function opensScalar(text: string, lineStart: number, indent: number): boolean {
  let end = lineStart - 1;
  for (let count = 0; end >= 0; count++) {
    if (count > MOST_LINES) return true;
    const start = text.lastIndexOf('\n', end - 1) + 1;
    let first = start;
    while (first < end && text.charCodeAt(first) === 32) first++;
    const code = text.charCodeAt(first);
    // Blank lines, comments and lines of a template say nothing about what is around.
    const silent =
      first >= end || code === 13 || code === 35 || /^(?:\{[{%]|<%|%\{)/.test(text.slice(first, first + 2));
    if (!silent && first - start < indent) return endsWithHeader(text.slice(first, end));
    end = start - 1;
  }
  return true;
}

/** Whether a line ends with the header of a block scalar, a comment behind it included. */
function endsWithHeader(line: string): boolean {
  // A comment ends at a lone carriage return.
  const tail = line.slice(line.lastIndexOf('\r', line.length - 2) + 1);
  return /[|>][-+0-9]*[ \t]*(?:#|\r?$)/.test(tail);
}
