// Asks the structure checks of the model about a root or one of its rules. Layer: checks.
import type { SourceDocument } from '../../model/document';
import { touchesHole } from '../../model/holes/holes';
import { readRuleFile } from '../../model/readRuleFile';
import { placeSpan } from '../../model/region';
import type { Root } from '../../model/root';
import type { RuleUnit } from '../../model/ruleFile';
import {
  checkCrdRule,
  checkInSlices,
  checkOtherObject,
  checkPrometheusRuleInSlices,
  checkRuleFileInSlices,
  checkRuleOfObject,
  checkRuleStructure,
} from '../../model/structure/check';
import { withoutEchoes } from '../../model/structure/echoes';
import type { StructureOptions } from '../../model/structure/options';
import { checkConfiguration } from '../../model/structure/ownFiles';
import type { StructureProblem } from '../../model/structure/problem';
import { takesTextAsWritten } from '../../model/structure/rulesTarget';
import type { Problem } from '../../text/span';
import { follow } from '../../yaml/path';

/** What the target's YAML reader refuses about the document of a root. */
export function syntaxProblems(root: Root, options: StructureOptions): readonly Problem[] {
  const problems = refusedSyntax(root, options);
  return root.templated || root.embeddedAs !== undefined ? problems : problems.map(one => withoutEngine(root, one));
}

/** A line that begins with an action of Go's templates, in a file that its target reads as it is. */
function withoutEngine({ kind, region }: Root, problem: Problem): Problem {
  const target = kind === 'rules' ? 'Prometheus' : kind === 'alertmanager' ? 'Alertmanager' : undefined;
  const action = /^\{\{-?[ \t]*[\w/*]{1,20}/.exec(region.text.slice(problem.from, problem.from + 40))?.[0];
  if (!target || !action) return problem;
  const advice =
    kind === 'rules'
      ? 'Templates stand inside the texts of labels and annotations'
      : 'Templates stand inside quoted texts, or in files that `templates` names';
  const message = `${target} reads this file as it is and refuses \`${action} …}}\` here; nothing of a chart is in it that an engine would fill in. ${advice}.`;
  return { ...problem, message };
}

function refusedSyntax(root: Root, { prometheus }: StructureOptions): readonly Problem[] {
  const { problems } = root.document;
  // go-yaml ends a text in brackets at a question mark; it is not what reads our own files, and `[pod?]` is in them.
  if (root.kind === 'catalog') return problems.filter(({ from }) => root.region.text[from] !== '?');
  const isTag = ({ code }: Problem): boolean => code === 'bad-tag-value';
  if (root.kind !== 'rules' || !takesTextAsWritten(prometheus) || !problems.some(isTag)) return problems;
  // Texts that are taken as written are never decoded, whatever their tags ask for.
  const written = new Set(
    readRuleFile(root).groups.flatMap(({ rules }) =>
      rules.flatMap(({ rule: { alert, record, expr } }) => [alert?.from, record?.from, expr?.from]),
    ),
  );
  return problems.filter(problem => !isTag(problem) || !written.has(problem.from));
}

/** Problems of the root's own structure, its rules left out; offsets in the root's region. */
export function* rootStructure(root: Root, options: StructureOptions): Generator<void, readonly StructureProblem[]> {
  const found = withoutEchoes(yield* wholeStructure(root, options), brokenOutsideOfRules(root), root.region.text);
  return found.filter(one => isForTarget(root, one));
}

/** Problems of syntax but for those in rules that were read by themselves: these leave the rest of the tree as it is. */
function brokenOutsideOfRules(root: Root): readonly Problem[] {
  const { problems } = root.document;
  if (problems.length === 0) return problems;
  const inRules = new Set(
    readRuleFile(root).groups.flatMap(({ rules }) =>
      rules.flatMap(({ rule, base }) => rule.problems?.map(({ from }) => base + from) ?? []),
    ),
  );
  return problems.filter(({ from }) => !inRules.has(from));
}

/** Whether the target will get what a problem is about: whoever holds the root may take out, rename or add keys. */
function isForTarget(root: Root, problem: StructureProblem): boolean {
  if (root.holder === undefined) return true;
  return root.holder === 'chart' ? !isForChart(root, problem) : KEPT.has(problem.code);
}

/** What nobody who passes rules on will mend. */
const KEPT: ReadonlySet<StructureProblem['code']> = new Set(['invalid-name', 'duplicate-key']);

/** What a chart may take out, rename or set in another file of values. */
function isForChart({ kind, node }: Root, { code, from }: StructureProblem): boolean {
  if (kind === 'rules') return code === 'unknown-key' || code === 'newer-key' || code === 'other-dialect-key';
  // Beside the configuration's own keys stand switches such as `enabled`.
  const isTop = node?.kind === 'map' && node.pairs.some(({ key }) => key.from === from);
  return code === 'missing-field' || code === 'undefined-interval' || (code === 'unknown-key' && isTop);
}

/** A rule file that begins with a list, which Prometheus refuses whatever stands in it. */
function listAtTop({ node, region, templated }: Root): readonly StructureProblem[] {
  // What comes out of a template may be put below a key.
  if (node?.kind !== 'seq' || templated) return [];
  const end = region.text.indexOf('\n', node.from);
  const span = { from: node.from, to: end < 0 ? region.text.length : end };
  const message =
    'A rule file is a mapping that begins with `groups:`; Prometheus refuses a list. Write `groups:` above it.';
  const isAtStart = !node.flow && (node.from === 0 || region.text[node.from - 1] === '\n');
  const at = { from: node.from, to: node.from };
  const fix = { title: 'Write `groups:` above the list', span: at, newText: 'groups:\n', safe: false };
  return [{ code: 'wrong-type', severity: 'error', message, ...span, ...(isAtStart ? { fix } : {}) }];
}

function* wholeStructure(root: Root, options: StructureOptions): Generator<void, readonly StructureProblem[]> {
  switch (root.kind) {
    case 'rules':
      if (root.part === 'groups' && root.holder === undefined) return listAtTop(root);
      return root.part || root.holder === 'object'
        ? []
        : yield* checkRuleFileInSlices(root.node, optionsFor(root, options));
    case 'prometheus-rule':
      return root.node ? yield* checkPrometheusRuleInSlices(root.node, options) : [];
    case 'alertmanager':
    case 'alertmanager-config':
    case 'unit-test':
    case 'catalog':
    case 'scenario':
      return yield* checkInSlices(root.kind, root.node, options);
    case 'configuration':
      return checkConfiguration(root.region.text, options);
    default:
      return [];
  }
}

/** Problems of one rule's structure; offsets in the rule's text. */
export function ruleStructure(rule: RuleUnit, root: Root, options: StructureOptions): readonly StructureProblem[] {
  const syntax = rule.problems ?? root.document.problems;
  if (root.kind === 'prometheus-rule') return withoutEchoes(checkCrdRule(rule.node, options), syntax, rule.text);
  if (root.kind !== 'rules') return [];
  const found = checkRuleStructure(rule.node, optionsFor(root, options)).filter(one => isForTarget(root, one));
  const ofObject = root.holder === 'object' ? checkRuleOfObject(rule.node, root.head, options) : [];
  return withoutEchoes([...found, ...ofObject], syntax, rule.text);
}

/** Thanos and Mimir know keys that Prometheus refuses. */
function optionsFor({ dialect }: Root, options: StructureOptions): StructureOptions {
  return dialect === 'thanos' || dialect === 'mimir' ? { ...options, ruleDialect: dialect } : options;
}

/** What the API server refuses of objects that none of our tables is for; places are in the file. */
export function otherObjectProblems({ others }: SourceDocument): readonly StructureProblem[] {
  return others.flatMap(({ region, holes, node, own }) =>
    checkOtherObject(node, one => own.has(follow(one)))
      .filter(problem => !touchesHole(holes, problem))
      .map(problem => ({ ...problem, ...placeSpan(problem, region) })),
  );
}
