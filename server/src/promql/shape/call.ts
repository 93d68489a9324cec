// Functions: most keep the labels and drop the name; a few set, remove or make labels.
// Layer: promql.
import type { Span } from '../../text/span';
import type { Call, Expr } from '../ast';
import { functionInfo } from '../functions';
import { matchesEmpty } from '../regex';
import type { Branch } from './branch';
import { bareBranch, branchCarries, constantBranch, nameLabel, openBranch, withoutValue } from './branch';
import { Draft, dropName } from './draft';
import { pinned } from './pins';
import { Reasons } from './reasons';

/** Functions that leave the metric name where it is. */
const keepsName: ReadonlySet<string> = new Set([
  'sort',
  'sort_desc',
  'sort_by_label',
  'sort_by_label_desc',
  'last_over_time',
  'first_over_time',
  'label_replace',
  'label_join',
  'info',
]);

/** Functions that keep the values, too. */
const keepsValue: ReadonlySet<string> = new Set([...keepsName].filter(name => !name.endsWith('_over_time')));

/** Branches of a call whose arguments have these branches. */
export function callBranches(node: Call, args: readonly (readonly Branch[])[]): readonly Branch[] {
  const { func } = node;
  const info = functionInfo(func.name);
  if (!info) return [openBranch];
  if (info.returns === 'scalar') return [constantBranch(node, func.name === 'pi' ? Math.PI : undefined)];
  switch (func.name) {
    case 'vector':
      return [constantBranch(node, args[0]?.[0]?.constantValue)];
    case 'absent':
    case 'absent_over_time':
      return [absentBranch(node)];
    case 'label_replace':
      return carried(node, args).map(branch => labelReplace(node, branch));
    case 'label_join':
      return carried(node, args).map(branch => labelJoin(node, branch));
    case 'info':
      return carried(node, args).map(branch => addInfo(node, branch));
    case 'histogram_quantile':
    case 'histogram_fraction':
      return carried(node, args).map(branch => new Draft(branch).remove('le', func).done());
    case 'histogram_quantiles':
      return carried(node, args).map(branch => quantileLabels(node, branch));
  }
  // `hour()` and its kin read the clock where no vector is given.
  if (info.min === 0 && node.args.length === 0) return [constantBranch(node)];
  return carried(node, args);
}

/** Branches of the argument whose series the result has, without name and value where the function does not keep them. */
function carried({ func, args: nodes }: Call, args: readonly (readonly Branch[])[]): readonly Branch[] {
  let index = 0;
  // Nearly always the first.
  if (args.length > 1) {
    index = functionInfo(func.name)?.params.findIndex(({ type }) => type === 'vector' || type === 'matrix') ?? 0;
  }
  if (nodes[index]?.kind === 'missing') return [openBranch];
  const branches = args[index] ?? [openBranch];
  if (keepsValue.has(func.name)) return branches;
  return branches.map(branch => {
    const changed = withoutValue(branch, branch.always);
    return keepsName.has(func.name) ? changed : dropName(changed, func);
  });
}

/** Labels of `=` matchers of a plain selector. A later matcher of the same label takes it away, as upstream does. */
function absentBranch(node: Call): Branch {
  const draft = new Draft(bareBranch(node.func));
  const [arg] = node.args;
  // Whether upstream looks into parentheses depends on its version: then the labels may be there.
  const plain = unwrapped(arg);
  const selector = plain?.kind === 'matrix' ? plain.selector : plain?.kind === 'selector' ? plain : undefined;
  const set = new Set<string>();
  for (const matcher of selector?.matchers ?? []) {
    const { label, op, value } = matcher;
    if (label.name === nameLabel) continue;
    if (op === '=' && !set.has(label.name)) {
      set.add(label.name);
      if (value && value.value !== '') {
        draft.add(label.name, plain === arg).pinMore([matcher], () => true);
      }
    } else draft.remove(label.name, node.func);
  }
  return draft.done();
}

function labelReplace(node: Call, branch: Branch): Branch {
  const [target, replacement, source, regex] = [1, 2, 3, 4].map(index => literal(node.args[index]));
  if (target === undefined || replacement === undefined || source === undefined || regex === undefined) {
    return target === undefined ? { ...branch, open: true } : new Draft(branch).set(target).done();
  }
  const hasSource = branchCarries(branch, source);
  // A missing source reads as the empty string.
  if (hasSource === 'no' && !matchesEmpty(regex)) return branch;
  const wholeGroup = /^\(?\.\*\)?$/.test(regex);
  const always = wholeGroup || (hasSource === 'no' && matchesEmpty(regex));
  const before = branchCarries(branch, target);
  const draft = new Draft(branch);
  if (replacement === '' || (hasSource === 'no' && isGroupsOnly(replacement))) {
    // An empty result takes the label away.
    if (always) return draft.remove(target, node).done();
    return before === 'no' ? branch : draft.set(target).done();
  }
  const copiesSource = isGroupsOnly(replacement) && /^\((?:\.\*|\.\+)\)$/.test(regex) && branch.sure.has(source);
  const filled = !isGroupsOnly(replacement) || copiesSource;
  draft.set(target, filled && (always || copiesSource || branch.sure.has(target)));
  if (always && !replacement.includes('$')) draft.pinMore([pinned(target, replacement)], () => true);
  return draft.done();
}

/** `$1`, `${name}`: nothing is left where the groups are empty. */
function isGroupsOnly(replacement: string): boolean {
  return replacement.replace(/\$(?:\w+|\{\w+\})/g, '') === '';
}

function labelJoin(node: Call, branch: Branch): Branch {
  const target = literal(node.args[1]);
  const separator = literal(node.args[2]);
  if (target === undefined || separator === undefined) return target === undefined ? { ...branch, open: true } : branch;
  const sources = node.args.slice(3).map(literal);
  const separated = separator !== '' && sources.length > 1;
  const sure = separated || sources.some(source => source !== undefined && branch.sure.has(source));
  const can = sure || sources.some(source => source === undefined || branchCarries(branch, source) !== 'no');
  return can ? new Draft(branch).set(target, sure).done() : new Draft(branch).remove(target, node).done();
}

/** `info` adds labels of the info metric: those its selector names, or any. */
function addInfo(node: Call, branch: Branch): Branch {
  const selector = node.args[1];
  if (!selector) return { ...openAgain(branch), always: false };
  if (selector.kind !== 'selector') return branch;
  const labels = selector.matchers.map(({ label }) => label.name).filter(label => label !== nameLabel);
  if (labels.length === 0) return { ...openAgain(branch), always: false };
  const draft = new Draft(branch);
  for (const label of labels) draft.add(label, branch.sure.has(label));
  return { ...draft.done(), always: false };
}

/** What was dropped before may come back from elsewhere. The name stays as it is. */
function openAgain(branch: Branch): Branch {
  const name = branchCarries(branch, nameLabel) === 'no' ? branchReasonOfName(branch) : undefined;
  const { lacking } = openBranch;
  return {
    ...branch,
    open: true,
    dropped: name ? Reasons.none.with(nameLabel, name) : Reasons.none,
    lacking,
    excludedBy: undefined,
  };
}

function branchReasonOfName({ dropped, excludedBy }: Branch): Span | undefined {
  return dropped.of(nameLabel) ?? excludedBy;
}

function quantileLabels(node: Call, branch: Branch): Branch {
  const draft = new Draft(branch).remove('le', node.func);
  const label = literal(node.args[1]);
  return (label ? draft.set(label, true) : draft).done();
}

function literal(arg: Expr | undefined): string | undefined {
  const inner = unwrapped(arg);
  return inner?.kind === 'string' ? inner.value : undefined;
}

function unwrapped(arg: Expr | undefined): Expr | undefined {
  let inner = arg;
  while (inner?.kind === 'paren') inner = inner.expr;
  return inner;
}
