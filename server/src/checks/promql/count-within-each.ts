// `count by (version) (x_info) > 1` is read as "more than one version", and counts what has each version. Layer: checks.
import type { Aggregate, Expr } from '../../promql/ast';
import { resultBound } from '../../promql/bounds';
import { unwrap } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/count-within-each',
  summary: 'The members of each version are counted where the versions are meant.',
  severity: 'warning',
  since: '0.1.0',
  on: 'alert',
  given: ['sound', 'bound'],
  mentions: ['count'],
  messages: {
    found:
      '`count by ({label})` counts what has each {label}, so two with the same one fire and two with different ones do not: count the groups, `count(count by ({label}) (…)) {op} {written}`.',
  },
  run({ rule, expr, annotations }, ctx) {
    if (!expr?.sound || !/\bcount\b/i.test(expr.text)) return;
    const bound = resultBound(expr.expr);
    const counted = bound && countOf(bound.value);
    const [label, ...more] = counted?.grouping?.labels ?? [];
    if (!bound || !counted || !label || more.length > 0 || counted.grouping?.without) return;
    if (!isMoreThanOne(bound.op, bound.written) || !version.test(label.name)) return;
    const name = (rule.alert?.value ?? '').replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ');
    const said = [name, ...annotations.map(({ text }) => text)].join(' ');
    // "Several nodes run {{ $labels.version }}" speaks of those of one version.
    const isOfOne = annotations.some(({ uses }) => uses.reads.some(read => read.label === label.name));
    if (!different.test(said) && (isOfOne || !several.test(said))) return;
    const at = { source: expr.source, span: counted };
    ctx.report(at, 'found', { label: label.name, op: bound.op, written: bound.written });
  },
});

function countOf(value: Expr): Aggregate | undefined {
  const inner = unwrap(value);
  if (inner.kind !== 'aggregate' || inner.op !== 'count') return undefined;
  // Of a count inside the groups are counted.
  const below = unwrap(inner.expr);
  return below.kind === 'aggregate' ? undefined : inner;
}

function isMoreThanOne(op: string, written: number): boolean {
  return (op === '>' && written === 1) || (op === '>=' && written === 2) || (op === '!=' && written === 1);
}

/** What things of one kind are supposed to have alike. */
const version = /(?:^|_)(?:version|image|revision|release|digest|hash|checksum|commit|sha|kernel|build|driver)(?:_|$)/i;

const different =
  /\b(?:different|differ|differs|differing|drift\w*|mismatch\w*|mixed|inconsisten\w*|skew\w*|diverg\w*|not the same|not equal|unequal|heterogen\w*)\b/i;
const several = /\b(?:multiple|several|more than one)\b/i;
