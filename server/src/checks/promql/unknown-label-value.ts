// A matcher for a label value that the exporter never writes. Layer: checks.
import type { LabelFact } from '../../catalog/schema';
import type { Matcher } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { patternTest } from '../../promql/regex';
import { closest } from '../../text/closest';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'promql/unknown-label-value',
  summary: 'A matcher selects a label value that the exporter never writes.',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  needs: ['catalog'],
  messages: {
    value: 'No series of `{metric}` has {label}="{value}", so this selects nothing: the values are {known}.',
    pattern: 'No value of `{label}` of `{metric}` matches this, so it selects nothing: the values are {known}.',
    underscored: '{exporter} writes underscores into `{label}`, so this selects nothing: write `{right}`.',
    bound: '`{metric}` has no bucket that ends at {value}, so this selects nothing: its bounds are {known}.',
  },
  run({ node, in: unit }, ctx) {
    const metric = metricName(node);
    const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
    if (!hit || metric === undefined) return;
    for (const matcher of node.matchers) {
      const { label, op, value } = matcher;
      if (!value?.closed || value.value === '' || (op !== '=' && op !== '=~')) continue;
      const at = { from: value.from + 1, to: value.to - 1 };
      const data = { metric, label: label.name, value: value.value };
      if (label.name === 'le' && hit.series === 'bucket') {
        const bounds = hit.metric.buckets;
        if (bounds && op === '=' && !isBound(value.value, bounds)) {
          ctx.report(at, 'bound', { ...data, known: boundsNear(Number(value.value), bounds) });
        }
        continue;
      }
      const fact = hit.metric.labels.find(one => one.name === label.name);
      if (!fact) continue;
      if (fact.underscored && op === '=' && /[^a-zA-Z0-9_]/.test(value.value)) {
        const right = value.value.replace(/[^a-zA-Z0-9_]/g, '_');
        const exporter = hit.exporter?.title ?? 'The exporter';
        ctx.report(at, 'underscored', { ...data, exporter, right }, { fix: fixFor(matcher, right, unit.text) });
      } else if (fact.underscored && op === '=~' && value.value.includes('/')) {
        const exporter = hit.exporter?.title ?? 'The exporter';
        ctx.report(at, 'underscored', { ...data, exporter, right: value.value.replace(/[^a-zA-Z0-9_|]/g, '_') });
      } else if (fact.values && !selectsAny(matcher, fact.values)) {
        const near = op === '=' ? closest(value.value, fact.values) : undefined;
        const fix = near === undefined ? undefined : fixFor(matcher, near, unit.text);
        ctx.report(at, op === '=' ? 'value' : 'pattern', { ...data, known: inWords(fact) }, { fix });
      }
    }
  },
});

function selectsAny({ op, value }: Matcher, values: readonly string[]): boolean {
  if (op === '=') return values.includes(value!.value);
  const test = patternTest(value!.value);
  // A pattern that takes the empty text selects series without the label as well.
  return !test || test('') || values.some(test);
}

/** Most values are told; of a long list the first ones. */
const shown = 8;

function inWords({ values = [] }: LabelFact): string {
  return values.length > shown ? `${values.slice(0, shown).join(', ')}, …` : values.join(', ');
}

function isBound(text: string, bounds: readonly number[]): boolean {
  return /^\+?Inf$/i.test(text) || bounds.includes(Number(text)) || Number.isNaN(Number(text));
}

/** The bounds around a number, in order. */
function boundsNear(number: number, bounds: readonly number[]): string {
  const at = bounds.findIndex(bound => bound > number);
  const from = Math.max(0, (at < 0 ? bounds.length : at) - 2);
  const near = bounds.slice(from, from + 4).join(', ');
  return `${from > 0 ? '…, ' : ''}${near}${from + 4 < bounds.length ? ', …' : ''}`;
}

/** Only where the text between the quotes stands for itself. */
function fixFor({ value }: Matcher, right: string, text: string): Fix | undefined {
  if (!value || text.slice(value.from + 1, value.to - 1) !== value.value) return undefined;
  const at = { from: value.from + 1, to: value.to - 1 };
  return { title: `Write ${right}`, safe: false, edits: [{ at, newText: right }] };
}
