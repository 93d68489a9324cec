// Warnings and infos about what lies in a range, in the words of Prometheus. Layer: evaluation.
import { metricName } from '../../series/labels';
import type { RangeContext } from './rangeContext';
import type { Window } from './window';

/** Floats and histograms in one range do not go together. */
export function remarkMixed({ ev, first }: RangeContext, window: Window): void {
  ev.annotations.warn(`encountered a mix of histograms and floats for metric name ${nameOf(window)}`, first);
}

export function remarkMixedBuckets({ ev, first }: RangeContext, window: Window): undefined {
  const message = `vector contains a mix of histograms with exponential and custom buckets schemas for metric name ${nameOf(window)}`;
  ev.annotations.warn(message, first);
  return undefined;
}

export function remarkNotCounter({ ev, first }: RangeContext, window: Window): void {
  ev.annotations.warn(`this native histogram metric is not a counter: ${nameOf(window)}`, first);
}

export function remarkNotGauge({ ev, first }: RangeContext, window: Window): void {
  ev.annotations.warn(`this native histogram metric is not a gauge: ${nameOf(window)}`, first);
}

/** Histograms in a range whose floats alone count. */
export function remarkIgnored({ ev, first }: RangeContext, window: Window): void {
  if (window.histograms.to === window.histograms.from) return;
  ev.annotations.info(
    `ignored histograms in a range containing both floats and histograms for metric name ${nameOf(window)}`,
    first,
  );
}

function nameOf({ labels }: Window): string {
  return JSON.stringify(labels.get(metricName));
}
