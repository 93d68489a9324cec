// `rate` and `increase` of what does not look like a counter, as Prometheus remarks it. Layer: evaluation.
import type { Labels } from '../../series/labels';
import { metricName } from '../../series/labels';
import type { Span } from '../../text/span';
import type { Column } from '../column';
import type { Evaluation } from '../evaluation';

/** Remarks it where floats came out; histograms tell themselves whether they are counters. */
export function remarkNonCounter(ev: Evaluation, labels: Labels, column: Column, at: Span): void {
  const name = labels.get(metricName);
  if (name === '' || !hasFloats(column)) return;
  if (ev.options.typeAndUnitLabels) {
    const type = labels.get('__type__');
    if (type === 'counter' || type === 'histogram') return;
    const message = `metric might not be a counter, __type__ label is not set to "counter" or "histogram", got ${JSON.stringify(type)}: ${JSON.stringify(name)}`;
    ev.annotations.info(message, at);
  } else if (!/_(?:total|sum|count|bucket)$/.test(name)) {
    const message = `metric might not be a counter, name does not end in _total/_sum/_count/_bucket: ${JSON.stringify(name)}`;
    ev.annotations.info(message, at);
  }
}

function hasFloats({ present, histograms }: Column): boolean {
  return !histograms || present.some((one, step) => one === 1 && !histograms[step]);
}
