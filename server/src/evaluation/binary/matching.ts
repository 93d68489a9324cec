// Arithmetic and comparisons between two instant vectors: one-to-one, or many-to-one with `group_left` and `group_right`.
// Layer: evaluation. Where every match group is plain, whole columns are combined; otherwise step by step, as upstream does.
import type { Binary, Fill } from '../../promql/ast';
import type { Labels } from '../../series/labels';
import type { Annotation } from '../annotations';
import { type Column, costOf, type Grid, isEmpty, type OpenColumn, setHistogram } from '../column';
import type { Evaluation } from '../evaluation';
import { isMetadata } from '../names';
import { applyOperator, type Operand } from './element';
import { arithmetic, comparison } from './operators';
import { matchedLabels, type Signatures, signaturesOf } from './signatures';

/** How an operator matches: `many` and `one` are its sides, the left one is `many` but with `group_right`. */
interface Match {
  readonly expr: Binary;
  readonly many: readonly Column[];
  readonly one: readonly Column[];
  readonly manyGroups: readonly number[];
  readonly oneGroups: readonly number[];
  readonly groupCount: number;
  /** The sides are swapped, for `group_right`. */
  readonly swapped: boolean;
  readonly oneToOne: boolean;
  readonly fillMany: number | undefined;
  readonly fillOne: number | undefined;
}

/** An operator between two instant vectors at all steps. */
export function* matchVectors(
  ev: Evaluation,
  expr: Binary,
  left: readonly Column[],
  right: readonly Column[],
  grid: Grid,
): Generator<void, readonly Column[]> {
  const match = matchOf(expr, left, right, yield* signaturesOf(ev, expr, left, right));
  return (yield* wholeColumns(ev, match, grid)) ?? (yield* stepByStep(ev, match, grid));
}

function matchOf(expr: Binary, left: readonly Column[], right: readonly Column[], signatures: Signatures): Match {
  const swapped = expr.matching?.group?.side === 'right';
  const fillLeft = fillOf(expr.fills, 'left');
  const fillRight = fillOf(expr.fills, 'right');
  return {
    expr,
    swapped,
    many: swapped ? right : left,
    one: swapped ? left : right,
    manyGroups: swapped ? signatures.right : signatures.left,
    oneGroups: swapped ? signatures.left : signatures.right,
    groupCount: signatures.count,
    oneToOne: !expr.matching?.group,
    fillMany: swapped ? fillRight : fillLeft,
    fillOne: swapped ? fillLeft : fillRight,
  };
}

function fillOf(fills: readonly Fill[], side: 'left' | 'right'): number | undefined {
  const fill = fills.filter(one => one.side === side || one.side === 'both').at(-1);
  let value = fill?.value;
  let sign = 1;
  while (value && value.kind !== 'number') {
    if (value.kind === 'unary' && value.op === '-') sign = -sign;
    value = value.kind === 'unary' || value.kind === 'paren' ? value.expr : undefined;
  }
  return value && sign * value.value;
}

/** Labels of a result: of the many side, without the name where the value is another, with what `group_left` takes over. */
function resultLabels({ expr, oneToOne }: Match, ev: Evaluation, many: Labels, one: Labels): Labels {
  const { matching } = expr;
  let labels = many;
  const keepsName = expr.op === 'atan2' && ev.semantics.nameSurvivesAtan2;
  const renamed = (arithmetic(expr.op) !== undefined && !keepsName) || (expr.bool !== undefined && !ev.delayedNames);
  if (renamed) labels = labels.filter(name => !isMetadata(name));
  if (oneToOne && matching) {
    const named = new Set(matching.labels.map(({ name }) => name));
    labels = labels.filter(name => named.has(name) === matching.on);
  }
  for (const { name } of matching?.group?.labels ?? []) labels = labels.with(name, one.get(name));
  return labels;
}

/** Undefined where a group has several series on one side, or histograms or fills come in. */
function* wholeColumns(ev: Evaluation, match: Match, grid: Grid): Generator<void, readonly Column[] | undefined> {
  const { expr, many, one, manyGroups, oneGroups, swapped } = match;
  const compute = arithmetic(expr.op);
  const compare = comparison(expr.op);
  if ((!compute && !compare) || expr.fills.length > 0) return undefined;
  if (many.some(({ histograms }) => histograms) || one.some(({ histograms }) => histograms)) return undefined;
  const partners = new Map<number, Column>();
  for (const [i, column] of one.entries()) {
    if (partners.has(oneGroups[i]!)) return undefined;
    partners.set(oneGroups[i]!, column);
  }
  if (match.oneToOne && new Set(manyGroups).size < many.length) return undefined;
  const results: Column[] = [];
  const known = new Set<string>();
  const bool = expr.bool !== undefined;
  for (const [i, column] of many.entries()) {
    const partner = partners.get(manyGroups[i]!);
    if (!partner) continue;
    const labels = resultLabels(match, ev, column.labels, partner.labels);
    if (known.has(labels.key)) return undefined;
    known.add(labels.key);
    const result = ev.column(labels, grid.count, expr, bool);
    const left = swapped ? partner : column;
    const right = swapped ? column : partner;
    for (let step = 0; step < grid.count; step++) {
      if (!left.present[step] || !right.present[step]) continue;
      const a = left.values[step]!;
      const b = right.values[step]!;
      if (compute) result.values[step] = compute(a, b);
      else {
        const holds = compare!(a, b);
        if (!bool && !holds) continue;
        result.values[step] = bool ? (holds ? 1 : 0) : a;
      }
      result.present[step] = 1;
    }
    if (!isEmpty(result)) results.push(result);
    if (ev.spend(grid.count * 2 + 500, expr)) yield;
  }
  return results;
}

function* stepByStep(ev: Evaluation, match: Match, grid: Grid): Generator<void, readonly Column[]> {
  const stepper = new Stepper(ev, match, grid);
  const cost = [...match.many, ...match.one].reduce((sum, column) => sum + costOf(column) / grid.count, 0);
  for (let step = 0; step < grid.count; step++) {
    stepper.step(step);
    if (ev.spend(cost * 4, match.expr)) yield;
  }
  return stepper.columns();
}

class Stepper {
  private readonly results = new Map<string, OpenColumn>();
  private readonly labels = new Map<Labels, Map<Labels, Labels>>();
  /** By group: the series of the one side at this step, -1 where there is none. */
  private readonly partners: Int32Array;
  private readonly matched: (Set<string> | undefined)[] = [];
  private remark: Pick<Annotation, 'kind' | 'message'> | undefined;

  constructor(
    private readonly ev: Evaluation,
    private readonly match: Match,
    private readonly grid: Grid,
  ) {
    this.partners = new Int32Array(match.groupCount);
  }

  columns(): readonly Column[] {
    return [...this.results.values()];
  }

  step(step: number): void {
    const { many, one, manyGroups, oneGroups, fillMany, fillOne } = this.match;
    const anyMany = many.some(({ present }) => present[step]);
    const anyOne = one.some(({ present }) => present[step]);
    if (!anyMany && !anyOne) return;
    if ((!anyMany || !anyOne) && fillMany === undefined && fillOne === undefined) return;
    this.remark = undefined;
    this.matched.length = 0;
    this.partners.fill(-1);
    for (const [i, { present }] of one.entries()) {
      if (!present[step]) continue;
      const group = oneGroups[i]!;
      if (this.partners[group]! >= 0) this.duplicate(one[this.partners[group]!]!.labels, one[i]!.labels);
      this.partners[group] = i;
    }
    for (const [i, column] of many.entries()) {
      if (!column.present[step]) continue;
      const partner = this.partners[manyGroups[i]!]!;
      if (partner >= 0)
        this.apply(
          step,
          manyGroups[i]!,
          column.labels,
          operandOf(column, step),
          one[partner]!.labels,
          operandOf(one[partner]!, step),
        );
      else if (fillOne !== undefined)
        this.apply(step, manyGroups[i]!, column.labels, operandOf(column, step), this.matchedOf(column.labels), {
          value: fillOne,
        });
    }
    if (fillMany !== undefined) {
      for (const [i, column] of one.entries()) {
        const group = oneGroups[i]!;
        if (!column.present[step] || this.matched[group]) continue;
        this.apply(
          step,
          group,
          this.matchedOf(column.labels),
          { value: fillMany },
          column.labels,
          operandOf(column, step),
        );
      }
    }
    if (this.remark)
      this.ev.annotations.add(Object.assign({ from: this.match.expr.from, to: this.match.expr.to }, this.remark));
  }

  private matchedOf(labels: Labels): Labels {
    return matchedLabels(this.match.expr.matching, labels);
  }

  private apply(
    step: number,
    group: number,
    many: Labels,
    manyOperand: Operand,
    one: Labels,
    oneOperand: Operand,
  ): void {
    const { expr, swapped, oneToOne } = this.match;
    const outcome = swapped
      ? applyOperator(expr.op, oneOperand, manyOperand)
      : applyOperator(expr.op, manyOperand, oneOperand);
    if (outcome.remark) this.remark = outcome.remark;
    const dropped = !outcome.keep && !expr.bool;
    if (outcome.refused || (dropped && !this.ev.semantics.countsFiltered)) return;
    const labels = this.labelsOf(many, one);
    const already = this.matched[group];
    if (already && (oneToOne || already.has(labels.key))) {
      this.fail(
        oneToOne
          ? 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)'
          : 'multiple matches for labels: grouping labels must ensure unique matches',
      );
    }
    if (already) already.add(labels.key);
    else this.matched[group] = new Set([labels.key]);
    if (dropped) return;
    const column = this.columnOf(labels, step);
    if (outcome.histogram && !expr.bool) setHistogram(column, step, outcome.histogram);
    else {
      column.values[step] = expr.bool ? (outcome.keep ? 1 : 0) : outcome.value;
      column.present[step] = 1;
    }
  }

  private columnOf(labels: Labels, step: number): OpenColumn {
    const { ev, grid, match } = this;
    let column = this.results.get(labels.key);
    if (column?.present[step]) {
      if (!ev.delayedNames || grid.count > 1) this.fail('vector cannot contain metrics with the same labelset');
      column = undefined;
    }
    if (!column) {
      column = ev.column(labels, grid.count, match.expr, match.expr.bool !== undefined);
      // A second series with the same labels is judged at the end of the evaluation.
      this.results.set(this.results.has(labels.key) ? `${labels.key}\u0000${this.results.size}` : labels.key, column);
    }
    return column;
  }

  private labelsOf(many: Labels, one: Labels): Labels {
    let byOne = this.labels.get(many);
    if (!byOne) this.labels.set(many, (byOne = new Map()));
    let labels = byOne.get(one);
    if (!labels) byOne.set(one, (labels = resultLabels(this.match, this.ev, many, one)));
    return labels;
  }

  private duplicate(before: Labels, after: Labels): never {
    const { expr, swapped } = this.match;
    const pair = [after.toString(), before.toString()];
    const [a, b] = this.ev.semantics.sortsDuplicates ? pair.sort() : pair;
    const group = matchedLabels(expr.matching, after);
    return this.fail(
      `found duplicate series for the match group ${group} on the ${swapped ? 'left' : 'right'} hand-side of the operation: [${a}, ${b}];many-to-many matching not allowed: matching labels must be unique on one side`,
    );
  }

  private fail(message: string): never {
    return this.ev.fail('execution', message, this.match.expr);
  }
}

function operandOf({ values, histograms }: Column, step: number): Operand {
  return { value: values[step]!, histogram: histograms?.[step] };
}
