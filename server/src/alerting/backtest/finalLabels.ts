// The labels that alerts end up with. Layer: alerting (pure).
import { Labels, metricName } from '../../series/labels';
import type { AlertTexts } from '../texts';
import type { FinalLabels } from './replay';

/**
 * Labels of a rule whose values have no templates: those of its group and its own, in this order. Where one has templates, use
 * `templateLabels`.
 */
export function fixedLabels(alert: string, labels: readonly (readonly [name: string, value: string])[]): FinalLabels {
  return {
    vary: false,
    of: source => Labels.of([...source.filter(name => name !== metricName), ...labels, ['alertname', alert]]),
  };
}

/** Labels as the texts of the rule give them. */
export function templateLabels(texts: AlertTexts): FinalLabels {
  return {
    vary: texts.labelsVary,
    of: (source, value, time) =>
      typeof value === 'number'
        ? texts.labelsOf(source, value, undefined, time)
        : texts.labelsOf(source, 0, value, time),
  };
}
