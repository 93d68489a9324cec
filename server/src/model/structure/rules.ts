// Rule files: everything Prometheus refuses about groups and rules except the PromQL and the templates in them.
// A rule is judged alone, so that its verdict can be kept while its text stays. Layer: model.

import { readUtf8 } from '../../go/utf8';
import { reaches } from '../../promql/dialect';
import { closest } from '../../text/closest';
import { finish } from '../../text/slices';
import type { Span } from '../../text/span';
import type { YamlFlavor, YamlMap, YamlNode } from '../../yaml/node';
import { follow, itemsOf } from '../../yaml/path';
import { shortTag } from '../../yaml/resolve';
import { ruleObject, rulesSchema } from '../schema/rules';
import { entriesOf, type Fields, fieldsOf, fieldValue } from './fields';
import { durationProblem } from './formats';
import { labelNameProblem } from './names';
import type { StructureOptions } from './options';
import { isPlainRule } from './plainRule';
import type { StructureProblem } from './problem';
import { Reader, spanOfKey } from './reader';
import { placeOf, Report } from './report';
import { NO_FEATURES, rulesTarget, takesTextAsWritten } from './rulesTarget';
import { bytesOf, isNull, isNullNode, shorten, textOf } from './scalars';
import { itemOf } from './units';

/**
 * What Prometheus refuses about one rule, apart from PromQL and templates. `node` is the item of `rules` as written;
 * offsets are those of its tree.
 */
export function checkRuleStructure(node: YamlNode, options: StructureOptions): readonly StructureProblem[] {
  return isPlainRule(node) ? NOTHING : readRule(node, options);
}

/** The same without the short way for common rules. */
export function readRule(node: YamlNode, options: StructureOptions): readonly StructureProblem[] {
  const report = new Report();
  new Reader(rulesTarget(options), report).read(node, ruleObject, { name: 'a rule' });
  const map = follow(node);
  if (map?.kind === 'map') checkRule(map, { options, flavor: 'v3', report });
  return report.sorted();
}

/** What Prometheus refuses about a rule file and its groups; the items of `rules` are not looked at. */
export function checkRuleFileStructure(
  root: YamlNode | undefined,
  options: StructureOptions,
): readonly StructureProblem[] {
  return finish(checkRuleFileInSlices(root, options));
}

/** The same in slices. */
export function* checkRuleFileInSlices(
  root: YamlNode | undefined,
  options: StructureOptions,
): Generator<void, readonly StructureProblem[]> {
  const report = new Report();
  if (root) {
    const schema = rulesSchema(options.ruleDialect ?? 'prometheus');
    const reader = new Reader({ ...rulesTarget(options), skipItemsOf: 'rules' }, report);
    const groups = fieldValue(follow(root), 'groups');
    yield* reader.prepare(groups, itemOf(schema, 'groups'), 'groups');
    reader.read(root, schema, { name: 'a rule file' });
    yield;
    yield* checkGroups(groups, { options, flavor: 'v3', report });
  }
  return report.sorted();
}

/** How many groups are looked at between two yields. */
const groupsPerSlice = 64;

/** What Prometheus refuses about an item of `groups` by itself, its rules left aside and without the short way for common ones. */
export function readGroup(node: YamlNode, options: StructureOptions): readonly StructureProblem[] {
  const report = new Report();
  const { isSound: _, ...target } = rulesTarget(options);
  const groups = rulesSchema(options.ruleDialect ?? 'prometheus').keys.find(({ name }) => name === 'groups')!.type;
  if (groups.kind === 'list') {
    new Reader({ ...target, skipItemsOf: 'rules' }, report).read(node, groups.item, { name: 'a group' });
  }
  return report.sorted();
}

export interface RuleContext {
  readonly options: StructureOptions;
  /** How scalars read: `v3` in a rule file, `v2` in a Kubernetes object. */
  readonly flavor: YamlFlavor;
  readonly report: Report;
}

/** What rulefmt says of the groups beyond their types; in slices. */
export function* checkGroups(groups: YamlNode | undefined, context: RuleContext): Generator<void, void> {
  const { flavor, report } = context;
  const names = new Map<string, Span>();
  let seen = 0;
  for (const item of itemsOf(groups)) {
    if (++seen % groupsPerSlice === 0) yield;
    const group = follow(item);
    if (group?.kind !== 'map') continue;
    const fields = fieldsOf(group);
    const name = fields.get('name');
    const text = textOf(name?.value, flavor);
    const at = name ? (text === '' ? spanOfKey(name.key) : placeOf(name.value, spanOfKey(name.key))) : placeOf(group);
    // Of a rule that stands in the place of a group its first key tells.
    const isRule = flavor === 'v3' && !name && (fields.has('alert') || fields.has('record'));
    if (text === '' && !isRule) report.error('missing-field', at, 'A group needs a `name` that is not empty.');
    const first = names.get(text);
    if (first && text !== '') {
      report.error(
        'duplicate-group',
        at,
        `The group name \`${shorten(text)}\` is already taken in this file; choose another.`,
        {
          related: { span: first, message: 'The first group of this name.' },
        },
      );
    } else names.set(text, at);
    checkLabels(fields.get('labels')?.value, context);
  }
}

/** What rulefmt says of one rule beyond its types, PromQL and templates. */
export function checkRule(rule: YamlMap, context: RuleContext): void {
  const { flavor, report, options } = context;
  const fields = fieldsOf(rule);
  const text = (key: string): string => ruleText(fields.get(key)?.value, context);
  const keyAt = (key: string): Span => spanOfKey(fields.get(key)!.key);
  const [alert, record] = [text('alert'), text('record')];
  const head = record !== '' ? 'record' : 'alert';
  if (alert !== '' && record !== '') {
    report.error(
      'conflicting-fields',
      keyAt('record'),
      'A rule has either `alert` or `record`, not both; remove one.',
      {
        related: { span: keyAt('alert'), message: 'The other one stands here.' },
      },
    );
  } else if (alert === '' && record === '' && !isSaid(fields, ['alert', 'record'], context)) {
    const key = ['alert', 'record'].find(name => fields.has(name));
    report.error(
      'missing-field',
      key ? keyAt(key) : placeOf(rule),
      key
        ? `\`${key}\` is empty; give the rule a name.`
        : 'A rule needs `alert` (the name of an alert) or `record` (the name of a series).',
    );
  }
  if (text('expr') === '' && !isSaid(fields, ['expr'], context)) {
    if (fields.has('expr')) report.error('missing-field', keyAt('expr'), '`expr` is empty; write a PromQL expression.');
    else {
      const at = fields.has(head) && text(head) !== '' ? keyAt(head) : placeOf(rule);
      report.error('missing-field', at, 'The rule has no `expr`; add a PromQL expression.');
    }
  }
  if (record !== '') checkRecording(fields, record, context);
  checkLabels(fields.get('labels')?.value, context);
  for (const { name, key } of entriesOf(fields.get('annotations')?.value)) {
    if (isNull(key, flavor) && flavor === 'v3') continue;
    const problem = labelNameProblem(name, legacyNames(options), 'annotation');
    if (problem) report.error('invalid-name', spanOfKey(key), problem);
  }
}

/**
 * Whether the lack of one of these keys has been said in another way: it is a list or mapping, which the reader refuses
 * where the version does, or it is misspelt.
 */
function isSaid(fields: Fields, keys: readonly string[], { flavor, options }: RuleContext): boolean {
  const strict = flavor === 'v2' || !takesTextAsWritten(options.prometheus);
  const known = ruleObject.keys.map(info => info.name);
  return keys.some(key => {
    const field = fields.get(key);
    if (field) return strict && isCollection(field.value);
    // A pruned key is only a warning: there the lack has to be said.
    return flavor === 'v3' && [...fields.keys()].some(name => !known.includes(name) && closest(name, known) === key);
  });
}

function checkRecording(fields: Fields, record: string, { report, options, flavor }: RuleContext): void {
  const name = fields.get('record')!;
  const at = placeOf(name.value, spanOfKey(name.key));
  const annotations = fields.get('annotations');
  // Prometheus' YAML reader drops keys that are null, the API server those whose value is.
  const texts = entriesOf(annotations?.value).filter(one => !isNullNode(flavor === 'v3' ? one.key : one.value));
  if (annotations && texts.length > 0) {
    report.error(
      'conflicting-fields',
      spanOfKey(annotations.key),
      'A recording rule has no `annotations`; remove them.',
    );
  }
  for (const key of ['for', 'keep_firing_for']) {
    const field = fields.get(key);
    const value = field && textOf(field.value, flavor);
    if (field && value && /[1-9]/.test(value) && durationProblem(value, key) === undefined) {
      report.error('conflicting-fields', spanOfKey(field.key), `A recording rule has no \`${key}\`; remove it.`);
    }
  }
  if (isBrokenText(name.value, flavor))
    report.error('invalid-name', at, 'The name of the recorded series is not valid UTF-8.');
  else if (legacyNames(options) && !/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(record)) {
    report.error(
      'invalid-name',
      at,
      `\`${shorten(record)}\` is no name for a recorded series; use letters, digits, \`_\` and \`:\`, not a digit first.`,
    );
  } else if (reaches({ version: options.prometheus, features: NO_FEATURES }, '3.5') && /[{}]/.test(record)) {
    report.error(
      'invalid-name',
      at,
      'The name of a recorded series has braces; an expression belongs into `expr`, labels under `labels`.',
    );
  }
}

/** Labels of a rule or group: names by the scheme, names and values valid UTF-8 (which only `!!binary` can break). */
function checkLabels(labels: YamlNode | undefined, { flavor, report, options }: RuleContext): void {
  for (const { name, key, value } of entriesOf(labels)) {
    if (isNull(key, flavor) && flavor === 'v3') continue;
    if (isBrokenText(key, flavor))
      report.error('invalid-name', spanOfKey(key), 'The name of the label is not valid UTF-8.');
    if (isBrokenText(value, flavor)) {
      report.error('invalid-label-value', placeOf(value, spanOfKey(key)), 'The value of the label is not valid UTF-8.');
    }
    const problem =
      name === '__name__'
        ? '`__name__` is the name of the series and cannot be set as a label; remove it.'
        : labelNameProblem(name, legacyNames(options), 'label');
    if (problem) report.error('invalid-name', spanOfKey(key), problem);
  }
}

/** Whether names follow the rules of Prometheus 2. */
export function legacyNames(options: StructureOptions): boolean {
  return options.legacyNames ?? options.prometheus.major < 3;
}

/** Whether a text is `!!binary` that does not decode to UTF-8; on its way through Kubernetes' JSON such bytes are replaced. */
function isBrokenText(node: YamlNode, flavor: YamlFlavor): boolean {
  if (flavor === 'v2') return false;
  const scalar = follow(node);
  if (scalar?.kind !== 'scalar' || scalar.tag === undefined || shortTag(scalar.tag) !== '!!binary') return false;
  return readUtf8(bytesOf(scalar)) === undefined;
}

function ruleText(node: YamlNode | undefined, { flavor, options }: RuleContext): string {
  const scalar = follow(node);
  if (scalar?.kind === 'scalar' && flavor === 'v3' && takesTextAsWritten(options.prometheus)) return scalar.value;
  return textOf(node, flavor);
}

function isCollection(node: YamlNode): boolean {
  const kind = follow(node)?.kind;
  return kind === 'map' || kind === 'seq';
}

const NOTHING: readonly never[] = [];
