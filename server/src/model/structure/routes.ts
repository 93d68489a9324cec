// The route tree and the inhibition rules of an Alertmanager configuration: names, matchers, intervals. Layer: model.

import { secondsOf } from '../../promql/durations';
import { closest } from '../../text/closest';
import type { Span } from '../../text/span';
import type { YamlNode, YamlScalar } from '../../yaml/node';
import { follow, itemsOf } from '../../yaml/path';
import { regexProblemFor } from '../goRegex';
import { type MatcherMode, parseMatchers, usualMode } from '../matchers';
import type { UnitMemo } from '../unitMemo';
import { entriesOf } from './fields';
import { replaceText } from './fixes';
import { labelNameProblem } from './names';
import type { ObjectCheck, ObjectContext } from './objects';
import type { StructureOptions } from './options';
import type { StructureProblem } from './problem';
import { spanOfKey } from './reader';
import { placeIn, placeOf, placeOfItem } from './report';
import { isEmptyValue, isNull, shorten, textOf } from './scalars';
import { blocksOf, type KeptBlock, type Made } from './units';
import type { View } from './view';

/** How the target reads matchers and label names. */
export function matcherMode({ matcherMode: said, alertmanager }: StructureOptions): MatcherMode {
  return said ?? usualMode(alertmanager);
}

/** One route by itself. */
export const checkRoute: ObjectCheck = (view, context) => {
  const { report } = context;
  checkOldMatch(view, 'match', context);
  checkOldMatch(view, 'match_re', context);
  checkMatchers(view.node('matchers'), context);
  checkGroupBy(view, context);
  for (const { key } of entriesOf(view.node('labels'))) {
    if (textOf(key, 'v2') === '')
      report.error('invalid-name', spanOfKey(key), 'The name of a label is empty; write a name.');
  }
  for (const key of ['group_interval', 'repeat_interval']) {
    if (view.set(key) && secondsOf(view.text(key)) === 0) {
      report.error('invalid-duration', view.valueAt(key), `\`${key}\` must be longer than zero.`);
    }
  }
};

/** One inhibition rule by itself. */
export const checkInhibitRule: ObjectCheck = (view, context) => {
  for (const side of ['source', 'target']) {
    checkOldMatch(view, `${side}_match`, context);
    checkOldMatch(view, `${side}_match_re`, context);
    checkMatchers(view.node(`${side}_matchers`), context);
  }
  const legacy = matcherMode(context.options) === 'classic' || !context.since('0.28');
  for (const item of itemsOf(view.node('equal'))) {
    const node = follow(item);
    // Up to 0.27 a null item was an empty name that nobody looked at.
    if (!context.since('0.28') && node?.kind === 'scalar' && isNull(node, 'v2')) continue;
    const problem = labelNameProblem(textOf(item, 'v2'), legacy, 'label');
    if (problem) context.report.error('invalid-name', placeOfItem(item, view.keyAt('equal')), problem);
  }
};

/** What only the root route may not have. */
export function checkRootRoute(view: View, { report }: ObjectContext): void {
  if (!view.set('receiver')) {
    const at = view.fields.has('receiver') ? view.keyAt('receiver') : view.at;
    report.error('missing-field', at, 'The root route needs a `receiver`: it takes every alert that no child took.');
  }
  for (const key of ['match', 'match_re', 'matchers']) {
    const value = follow(view.node(key));
    const filled = value?.kind === 'map' ? value.pairs.length > 0 : value?.kind === 'seq' && hasMatchers(value.items);
    if (filled)
      report.error(
        'root-route',
        view.keyAt(key),
        `The root route takes every alert; move \`${key}\` to a child route.`,
      );
  }
  for (const key of ['mute_time_intervals', 'active_time_intervals']) {
    if (itemsOf(view.node(key)).length > 0) {
      report.error('root-route', view.keyAt(key), `The root route is always active; move \`${key}\` to a child route.`);
    }
  }
  if (view.isTrue('continue')) {
    report.error('root-route', view.keyAt('continue'), 'The root route has nothing to continue to; remove `continue`.');
  }
}

/** Names that a route refers to; undefined where the file's own list of them cannot be read. */
export interface KnownNames {
  readonly receivers?: ReadonlySet<string>;
  readonly intervals?: ReadonlySet<string>;
}

/** References of a route and its children to receivers and intervals; in slices. */
export function* checkReferences(view: View, names: KnownNames, context: ObjectContext): Generator<void, void> {
  const { report } = context;
  let unknown = 0;
  const check = ({ names: used, problems }: References, base: number): void => {
    report.addAt(base, problems);
    for (const { node, what } of used) {
      const known = what === 'receiver' ? names.receivers : names.intervals;
      if (!known || known.has(textOf(node, 'v2'))) continue;
      report.addAt(
        base,
        report.apart(() => tellUnknown(node, ++unknown > mostGuessed ? noNames : known, what, context)),
      );
    }
  };
  const { kept } = context.options;
  const blocks = kept && blocksOf(view.node('routes'));
  check(readReferences(view, context, !blocks), 0);
  for (const block of blocks ?? []) {
    for (const { base, value } of yield* readBlock(block, view, kept!, context)) check(value, block.base + base);
    yield;
  }
}

/**
 * For how many unknown names it is looked for what was meant: where thousands are unknown, their list is missing (behind a quote
 * that is open), and each would be compared with all that are left.
 */
const mostGuessed = 50;

const noNames: ReadonlySet<string> = new Set();

/** The references of the routes of a block of the list of `parent`, which are kept. */
function readBlock(
  block: KeptBlock,
  parent: View,
  kept: UnitMemo,
  context: ObjectContext,
): Generator<void, readonly Made<References>[]> {
  const list = parent.keyAt('routes');
  return block.of(kept, 'references', '', (node, at) => {
    const route = context.viewOf(node);
    if (route) return readReferences(route, context, true);
    // An empty item is told at the list's key, which is no part of its lines.
    const key = { from: list.from - at, to: list.to - at };
    return { names: [], problems: context.report.apart(() => checkEmptyRoute(node, key, context)) };
  });
}

/** The names that a route and its children refer to, and the children that are empty. */
interface References {
  readonly names: readonly { readonly node: YamlScalar; readonly what: 'receiver' | 'interval' }[];
  readonly problems: readonly StructureProblem[];
}

function readReferences(route: View, context: ObjectContext, withChildren: boolean): References {
  const names: { node: YamlScalar; what: 'receiver' | 'interval' }[] = [];
  const read = (view: View): void => {
    const receiver = view.set('receiver') ? view.scalar('receiver') : undefined;
    if (receiver) names.push({ node: receiver, what: 'receiver' });
    for (const key of ['active_time_intervals', 'mute_time_intervals']) {
      for (const item of itemsOf(view.node(key))) {
        const node = follow(item);
        if (node?.kind === 'scalar') names.push({ node, what: 'interval' });
      }
    }
    if (!withChildren) return;
    for (const item of itemsOf(view.node('routes'))) {
      const child = context.viewOf(item);
      if (child) read(child);
      else checkEmptyRoute(item, view.keyAt('routes'), context);
    }
  };
  const problems = context.report.apart(() => read(route));
  return { names, problems };
}

function checkEmptyRoute(item: YamlNode, list: Span, { report }: ObjectContext): void {
  const node = follow(item);
  if (node?.kind !== 'scalar' || !isNull(node, 'v2')) return;
  report.error(
    'missing-field',
    placeOf(item, list),
    'A route is empty, which makes Alertmanager crash; fill it in or remove it.',
  );
}

function tellUnknown(
  node: YamlScalar,
  known: ReadonlySet<string>,
  what: 'receiver' | 'interval',
  { report }: ObjectContext,
): void {
  const name = textOf(node, 'v2');
  const meant = closest(name, known);
  const hint = meant === undefined ? '' : `; did you mean \`${meant}\`?`;
  const thing = what === 'receiver' ? 'receiver' : 'time interval';
  const list = what === 'receiver' ? 'receivers' : 'time_intervals';
  if (name === '') {
    const code = what === 'receiver' ? 'undefined-receiver' : 'undefined-interval';
    report.error(code, placeOf(node), `The name of the ${thing} is empty; write one of those under \`${list}\`.`);
    return;
  }
  report.error(
    what === 'receiver' ? 'undefined-receiver' : 'undefined-interval',
    placeOf(node),
    `There is no ${thing} \`${shorten(name)}\` under \`${list}\`${hint || '; define it there.'}`,
    { fix: meant === undefined ? undefined : replaceText(node, meant) },
  );
}

function checkOldMatch(view: View, key: string, { report }: ObjectContext): void {
  for (const { key: label, value } of entriesOf(view.node(key))) {
    const name = textOf(label, 'v2');
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) {
      report.error(
        'invalid-name',
        spanOfKey(label),
        `\`${shorten(name)}\` is no label name that \`${key}\` can hold; use \`matchers\`.`,
      );
    }
    const scalar = follow(value);
    if (key.endsWith('_re') && scalar?.kind === 'scalar' && isNull(scalar, 'v2') && !isEmptyValue(scalar)) {
      report.error(
        'invalid-regex',
        spanOfKey(label),
        `\`${shorten(name)}\` has no pattern; write one, "" for an empty value.`,
      );
    }
  }
}

function checkMatchers(list: YamlNode | undefined, context: ObjectContext): void {
  const mode = matcherMode(context.options);
  const { alertmanager, regexProblem = regexProblemFor(alertmanager) } = context.options;
  const read = context.options.readMatchers ?? ((text, how) => parseMatchers(text, how, regexProblem));
  for (const item of itemsOf(list)) {
    const node = follow(item);
    if (node?.kind !== 'scalar' || isNull(node, 'v2')) continue;
    const text = textOf(node, 'v2');
    const { problem, note, matchers } = read(text, mode);
    if (note === 'disagreement') {
      const other = read(text, 'utf8').matchers.find(({ value }, i) => value !== matchers[i]?.value);
      const taken = matchers.find(({ name }) => name === other?.name);
      if (other && taken) {
        context.report.warning(
          'ambiguous-matcher',
          placeOf(node),
          `Alertmanager takes the value as \`${shorten(taken.value)}\`, backslashes and all, and as \`${shorten(other.value)}\` only with \`utf8-strict-mode\`; write the characters themselves.`,
        );
      }
    }
    if (!problem) continue;
    const at = problem.from < problem.to ? placeIn(node, problem.from, problem.to) : placeOf(node);
    context.report.error(problem.code === 'invalid-regex' ? 'invalid-regex' : 'invalid-matcher', at, problem.message);
  }
}

function hasMatchers(items: readonly YamlNode[]): boolean {
  return items.some(item => parseMatchers(textOf(item, 'v2'), 'fallback').matchers.length > 0);
}

function checkGroupBy(view: View, context: ObjectContext): void {
  const { report } = context;
  const legacy = matcherMode(context.options) === 'classic';
  const seen = new Map<string, YamlNode>();
  const items = itemsOf(view.node('group_by'));
  const all = items.find(item => textOf(item, 'v2') === '...');
  for (const item of items) {
    // A list or mapping has been said to be none of the texts that are wanted here.
    if (follow(item)?.kind !== 'scalar') continue;
    const name = textOf(item, 'v2');
    if (name === '...') continue;
    const at = placeOfItem(item, view.keyAt('group_by'));
    const problem = labelNameProblem(name, legacy, 'label');
    if (problem) report.error('invalid-name', at, problem);
    else if (seen.has(name))
      report.error('duplicate-item', at, `\`${name}\` stands twice in \`group_by\`; remove one.`);
    seen.set(name, item);
  }
  if (all && seen.size > 0) {
    report.error(
      'conflicting-fields',
      placeOf(all),
      '`...` means every label and must stand alone; remove it or the other labels.',
    );
  }
}
