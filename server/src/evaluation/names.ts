// Which labels tell the metric and not the thing it is about: they go where a value becomes another one. Layer: evaluation.
import { hasInvalidBytes } from '../promql/strings';
import type { Labels } from '../series/labels';

/** The metric name, its type and its unit. */
export function isMetadata(name: string): boolean {
  return name === '__name__' || name === '__type__' || name === '__unit__';
}

export function withoutMetadata(labels: Labels): Labels {
  return labels.filter(name => !isMetadata(name));
}

/** Whether a label may be called so: any text that is not empty and is UTF-8. */
export function isLabelName(name: string): boolean {
  return name !== '' && !hasInvalidBytes(name);
}
