// The labels that alerts of a rule end up with, for a backtest. Pure; no vscode here.
import type { FinalLabels } from '../../../server/src/alerting/backtest/backtest';
import type { BacktestRule } from '../../../server/src/backtest/rule';
import type { Surroundings } from '../../../server/src/backtest/surroundings';
import {
  AlertTexts,
  dialect,
  fixedLabels,
  parseTemplate,
  prometheusTemplates,
  templateLabels,
} from '../../../server/src/engine';

/** The labels of a rule's alerts, by what the server told of itself; what a template asks of it is unknown. */
export function finalLabels({ name, labels, labelTemplates }: BacktestRule, told: Surroundings): FinalLabels {
  if (!labelTemplates) return fixedLabels(name, labels);
  // The newest that is known where the server does not tell its own.
  const { version } = dialect(told.version ?? '');
  const environment = prometheusTemplates(version);
  const rule = {
    name,
    labels: labels.map(([label, text]) => ({ name: label, text, template: parseTemplate(text, environment) })),
    annotations: [],
  };
  const { externalLabels, externalURL } = told;
  return templateLabels(
    new AlertTexts(rule, {
      version,
      ...(externalLabels ? { externalLabels } : {}),
      ...(externalURL === undefined ? {} : { externalURL }),
      query: () => undefined,
    }),
  );
}
