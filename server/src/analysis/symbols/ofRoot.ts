// The names outside of rules: receivers, time intervals, alerts and labels of a routing configuration, templates, and the
// metrics and alerts of unit tests. Found by the key tables, so that objects of the operator need nothing of their own.
// Layer: analysis.

import type { Root } from '../../model/root';
import { formatIn, type KeyPath, schemaOf } from '../../model/schema/ofRoot';
import { stepInto } from '../../model/schema/schemaAt';
import type { SchemaType } from '../../model/schema/types';
import type { Dialect } from '../../promql/dialect';
import { parsePromql } from '../../promql/parser';
import type { Version } from '../../target/version';
import { alertmanagerTemplates } from '../../template/env';
import { parseTemplate } from '../../template/parser';
import { walk } from '../../template/walk';
import type { YamlMap, YamlNode, YamlScalar } from '../../yaml/node';
import { getScalar } from '../../yaml/path';
import { outerSource, type Source, scalarSource } from '../source';
import { sourceOfText } from '../templateFacts';
import { namesInMatch, symbolsInExpression } from './inExpression';
import { type SymbolSite, siteOf } from './symbol';

/** What the languages inside of a root are read for. */
export interface RootTerms {
  readonly dialect: Dialect;
  readonly alertmanager: Version;
}

/** All names in a root but for those in its rules; places are in its region's text. */
export function symbolsOfRoot(root: Root, terms: RootTerms): readonly SymbolSite[] {
  if (root.kind === 'rules' || root.kind === 'prometheus-rule' || root.kind === 'dcgm-counters') return [];
  const source = outerSource(root.region.text);
  const found: SymbolSite[] = [];
  if (root.kind === 'templates') {
    return (root.texts ?? []).flatMap(text => inTemplate(sourceOfText(text), terms));
  }
  const visit = (node: YamlNode, path: KeyPath, type: SchemaType | undefined): void => {
    // What an alias stands for is found where it is written.
    if (node.kind === 'seq') for (const [i, item] of node.items.entries()) visit(item, [...path, i], stepInto(type, i));
    if (node.kind === 'scalar' && !node.absent && node.value !== '')
      found.push(...inScalar(node, path, type, root, source, terms));
    if (node.kind !== 'map') return;
    found.push(...inMap(node, path, source));
    for (const { key, value } of node.pairs)
      if (key.kind === 'scalar') visit(value, [...path, key.value], stepInto(type, key.value));
  };
  if (root.node) visit(root.node, [], schemaOf(root, []));
  return found;
}

function inScalar(
  scalar: YamlScalar,
  path: KeyPath,
  type: SchemaType | undefined,
  root: Root,
  outer: Source,
  terms: RootTerms,
): readonly SymbolSite[] {
  const source = scalarSource(scalar, outer);
  const whole = { from: 0, to: scalar.value.length };
  const named = (kind: SymbolSite['kind'], role: SymbolSite['role']): readonly SymbolSite[] => [
    siteOf(kind, role, scalar.value, source, whole),
  ];
  const definition = definedAt(path, root);
  if (definition) return named(definition, 'definition');
  switch (formatIn(type)) {
    case 'receiver':
      return named('receiver', 'use');
    case 'interval':
      return named('interval', 'use');
    case 'label-name':
      return named('label', 'use');
    case 'matcher':
      return inMatchers(source);
    case 'promql':
      return symbolsInExpression(parsePromql(scalar.value, terms.dialect).expr, source);
    case 'notification-template':
    case 'template-url':
      return inTemplate(source, terms);
    default:
      return root.kind === 'unit-test' ? inUnitTest(source, path, terms) : [];
  }
}

const lists: Readonly<Record<string, SymbolSite['kind']>> = {
  receivers: 'receiver',
  time_intervals: 'interval',
  mute_time_intervals: 'interval',
  timeIntervals: 'interval',
  muteTimeIntervals: 'interval',
};

/** What is named by the scalar at a path: the `name` of an item in a list of the configuration's own keys. */
function definedAt(path: KeyPath, { kind }: Root): SymbolSite['kind'] | undefined {
  const own = kind === 'alertmanager-config' ? path.slice(1) : path;
  const isOwn = kind === 'alertmanager' || (kind === 'alertmanager-config' && path[0] === 'spec');
  return isOwn && own.length === 3 && own[2] === 'name' ? lists[String(own[0])] : undefined;
}

/** Names that stand in maps of matchers: `match: {alertname: X}`, and the objects of the operator. */
function inMap(map: YamlMap, path: KeyPath, outer: Source): readonly SymbolSite[] {
  const last = path.at(-1);
  if (typeof last === 'string' && /^(?:source_|target_)?match(?:_re)?$/.test(last)) {
    return map.pairs.flatMap(({ key, value }): readonly SymbolSite[] => {
      if (key.kind !== 'scalar') return [];
      const label = siteOf('label', 'use', key.value, scalarSource(key, outer), { from: 0, to: key.value.length });
      if (key.value !== 'alertname' || value.kind !== 'scalar') return [label];
      return [label, ...alertsIn(value, last.endsWith('_re') ? '=~' : '=', outer)];
    });
  }
  const list = path.at(-2);
  if (typeof list !== 'string' || !/^(?:matchers|sourceMatch|targetMatch)$/.test(list)) return [];
  const value = getScalar(map, 'value');
  if (getScalar(map, 'name')?.value !== 'alertname' || !value) return [];
  const isPattern = getScalar(map, 'matchType')?.value.endsWith('~') || getScalar(map, 'regex')?.value === 'true';
  return alertsIn(value, isPattern ? '=~' : '=', outer);
}

function alertsIn(scalar: YamlScalar, op: string, outer: Source): readonly SymbolSite[] {
  return namesInMatch('alert', op, scalar.value, scalarSource(scalar, outer), { from: 0, to: scalar.value.length });
}

/** Matchers as text: `alertname="X"`, `alertname=~"X|Y"`, several of them between commas. */
function inMatchers(source: Source): readonly SymbolSite[] {
  const found: SymbolSite[] = [];
  for (const match of source.text.matchAll(MATCHER)) {
    const [whole, label, op, quoted, bare] = match;
    const from = match.index + whole.indexOf(label!);
    found.push(siteOf('label', 'use', label!, source, { from, to: from + label!.length }));
    if (label !== 'alertname') continue;
    const value = quoted ?? bare ?? '';
    const at = match.index + whole.length - value.length - (quoted === undefined ? 0 : 1);
    const sites = namesInMatch('alert', op, value, source, { from: at, to: at + value.length });
    found.push(...(quoted === undefined ? sites.map(site => ({ ...site, plain: true as const })) : sites));
  }
  return found;
}

const MATCHER = /(?<![\w"])"?([A-Za-z_]\w*)"?\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"{},]+))/g;

/** Named templates: `{{ define "x" }}`, `{{ block "x" . }}`, `{{ template "x" . }}`. */
function inTemplate(source: Source, { alertmanager }: RootTerms): readonly SymbolSite[] {
  if (!source.text.includes('{{')) return [];
  const found: SymbolSite[] = [];
  walk(parseTemplate(source.text, alertmanagerTemplates(alertmanager)).nodes, node => {
    if (node.kind === 'define' || node.kind === 'template') {
      const isDefinition = node.kind === 'define' || node.body !== undefined;
      found.push(siteOf('template', isDefinition ? 'definition' : 'use', node.name, source, node.nameSpan));
    }
    return true;
  });
  return found;
}

/** Alerts that are tested, series that are given and samples that are expected. */
function inUnitTest(source: Source, path: KeyPath, { dialect }: RootTerms): readonly SymbolSite[] {
  const key = path.at(-1);
  const list = path.at(-3);
  if (key === 'alertname' && list === 'alert_rule_test') {
    return [siteOf('alert', 'use', source.text, source, { from: 0, to: source.text.length })];
  }
  if ((key === 'series' && list === 'input_series') || (key === 'labels' && list === 'exp_samples')) {
    return symbolsInExpression(parsePromql(source.text, dialect).expr, source);
  }
  return [];
}
