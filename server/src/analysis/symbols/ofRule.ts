// The names in a rule: the one it gives, and those that its expression, labels and templates use. Layer: analysis.
import type { RuleUnit } from '../../model/ruleFile';
import { decodedScalar } from '../../model/structure/scalars';
import type { Dialect } from '../../promql/dialect';
import { parsePromql } from '../../promql/parser';
import { queries } from '../../template/walk';
import type { YamlScalar } from '../../yaml/node';
import type { TemplateUnit } from '../rule';
import type { RuleParts } from '../ruleParts';
import { type Source, scalarSource } from '../source';
import { symbolsInExpression } from './inExpression';
import { type SymbolSite, siteOf } from './symbol';

/** All names in a rule; places are in the rule's text. */
export function symbolsOfRule(rule: RuleUnit, parts: RuleParts, dialect: Dialect): readonly SymbolSite[] {
  const { source, expr, templates } = parts;
  const whole = (kind: 'alert' | 'metric', scalar: YamlScalar | undefined): readonly SymbolSite[] => {
    if (!scalar?.value) return [];
    const { value, map } = decodedScalar(scalar);
    const text = scalarSource({ value, map }, source);
    return [siteOf(kind, 'definition', value, text, { from: 0, to: value.length })];
  };
  return [
    ...whole('alert', rule.alert),
    ...(rule.alert ? [] : whole('metric', rule.record)),
    ...(expr ? symbolsInExpression(expr.unit.expr, expr.unit.source) : []),
    ...rule.labels.map(({ key }) => labelKey(key, source)),
    ...templates.flatMap(({ unit }) => inTemplate(unit, dialect)),
  ];
}

function labelKey(key: YamlScalar, source: Source): SymbolSite {
  const text = scalarSource(key, source);
  return siteOf('label', 'definition', key.value, text, { from: 0, to: key.value.length });
}

function inTemplate({ source, nodes, uses }: TemplateUnit, dialect: Dialect): readonly SymbolSite[] {
  const labels = uses.reads.map(({ label, span }) => siteOf('label', 'use', label, source, span));
  const metrics = queries(nodes).flatMap(({ literal, text, constant }) => {
    // With escapes in the literal the places of its words are not known.
    const from = literal.from + 1;
    if (!constant || source.text.slice(from, literal.to - 1) !== text) return [];
    const inner: Source = {
      text,
      outer: { source, toOuter: span => [{ from: span.from + from, to: span.to + from }] },
    };
    return symbolsInExpression(parsePromql(text, dialect).expr, inner).map(site => inOuter(site, source, from));
  });
  return [...labels, ...metrics];
}

/** A site of a text that lies letter by letter in another one, from `base` on. */
function inOuter(site: SymbolSite, source: Source, base: number): SymbolSite {
  const { from, to } = site.at.span;
  return { ...site, at: { source, span: { from: from + base, to: to + base } } };
}
