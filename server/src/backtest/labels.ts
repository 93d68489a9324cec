// The labels that the alerts of a written rule end up with on a server. Layer: backtest.
import { type FinalLabels, fixedLabels, templateLabels } from '../alerting/backtest/backtest';
import { AlertTexts } from '../alerting/texts';
import type { RuleGroup, RuleUnit } from '../model/ruleFile';
import type { Dialect } from '../promql/dialect';
import { readAlert } from './readRule';
import type { Surroundings } from './surroundings';

/** Queries in labels are not asked: a label that needs one shows that it failed. */
export function finalLabelsOf(rule: RuleUnit, group: RuleGroup, dialect: Dialect, told: Surroundings): FinalLabels {
  const alert = readAlert(rule, group, dialect, '')?.alert;
  if (!alert) return fixedLabels('', []);
  return templateLabels(
    new AlertTexts(alert, {
      version: dialect.version,
      ...(told.externalLabels ? { externalLabels: told.externalLabels } : {}),
      ...(told.externalURL === undefined ? {} : { externalURL: told.externalURL }),
      query: () => ({ error: 'queries in labels are not asked' }),
    }),
  );
}
