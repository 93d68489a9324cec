// `label_replace` and `label_join`. Layer: evaluation.
import { RE2JS } from 're2js';
import { expand } from '../../go/expand';
import type { Call } from '../../promql/ast';
import { type Labels, metricName } from '../../series/labels';
import type { Column } from '../column';
import { mergeOrFail } from '../duplicates';
import type { Evaluation } from '../evaluation';
import { isLabelName } from '../names';
import { stringValue } from '../strings';
import type { VectorFunction } from './call';

export const labelFunctions: Readonly<Record<string, VectorFunction>> = {
  *label_replace(ev, expr, grid) {
    const [target = '', template = '', source = '', pattern = ''] = expr.args.slice(1).map(stringValue);
    const replace =
      replacement(pattern, template) ??
      ev.fail('execution', `invalid regular expression in label_replace(): ${pattern}`, expr);
    checkName(ev, expr, target, 'destination');
    const columns = yield* ev.vector(expr.args[0]!, grid);
    return yield* relabelled(ev, expr, columns, target, labels => replace(labels.get(source)));
  },
  *label_join(ev, expr, grid) {
    const [target = '', separator = '', ...sources] = expr.args.slice(1).map(stringValue);
    for (const source of sources) checkName(ev, expr, source, 'source');
    checkName(ev, expr, target, 'destination');
    const columns = yield* ev.vector(expr.args[0]!, grid);
    return yield* relabelled(ev, expr, columns, target, labels =>
      sources.map(name => labels.get(name)).join(separator),
    );
  },
};

function checkName(ev: Evaluation, expr: Call, name: string, role: string): void {
  if (!isLabelName(name)) ev.fail('execution', `invalid ${role} label name in ${expr.func.name}(): ${name}`, expr);
}

/** Sets a label to what `textFor` gives; undefined leaves the series as it is. */
function* relabelled(
  ev: Evaluation,
  expr: Call,
  columns: readonly Column[],
  target: string,
  textFor: (labels: Labels) => string | undefined,
): Generator<void, readonly Column[]> {
  const results: Column[] = [];
  for (const column of columns) {
    const text = textFor(column.labels);
    const dropName = column.dropName && target !== metricName;
    results.push(text === undefined ? column : { ...column, labels: column.labels.with(target, text), dropName });
    if (ev.spend(500, expr)) yield;
  }
  return yield* mergeOrFail(ev, results, ev.semantics.joinsRelabelled, expr);
}

/** What becomes of a text that the whole pattern matches; undefined as a function where the pattern is none. */
function replacement(pattern: string, template: string): ((text: string) => string | undefined) | undefined {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(`^(?s:${pattern})$`);
  } catch {
    return undefined;
  }
  const names = compiled.namedGroups();
  return text => {
    const matcher = compiled.matcher(text);
    return matcher.matches() ? expand(template, matcher, names) : undefined;
  };
}
