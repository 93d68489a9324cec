// An inhibition rule by severity alone that wants no equal labels, or one of which a side takes every alert: one bad alert anywhere
// silences all others. Layer: checks.

import type { MatcherNode } from '../../model/alertmanager';
import { conditionsOf, equalLabels, isWithout } from '../../model/conditions';
import { takeTheSame } from '../../routing/allowed';
import { matcherText } from '../../routing/conditions';
import { get } from '../../yaml/path';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/inhibition-without-equal',
  summary: 'An inhibition rule silences alerts that have nothing to do with its source.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'item',
  on: 'conditions',
  messages: {
    severity:
      'Without `equal` one alert that passes `{source}`, wherever it fires, silences all that pass `{target}`; name under `equal` what both must have in common, such as `alertname` and `instance`.',
    wide: 'Without `equal` any alert that passes `{source}` silences all that pass `{target}`, whoever they are of; name under `equal` what both must have in common, or say which alerts are the target.',
    any: 'Without source matchers and `equal` any alert that fires, also one that always does, silences all that pass `{target}`; say which alerts are the source, and what is equal.',
    anyEqual:
      'Without source matchers any alert with the same {equal} that does not pass `{target}`, also one that always fires, silences all that do; say which alerts are the source.',
    all: 'Without target matchers and `equal` one alert that passes `{source}`, wherever it fires, silences every other alert of all systems; say which alerts are the target, and under `equal` what both must have in common.',
    allEqual:
      'Without target matchers an alert that passes `{source}` silences every other alert with the same {equal}; say which alerts are the target.',
  },
  run({ map, of, mode }, ctx) {
    if (of !== 'inhibition' || get(map, 'equal')?.kind === 'alias') return;
    const [source, target] = [conditionsOf(map, 'source_', mode), conditionsOf(map, 'target_', mode)];
    const equal = equalLabels(map)
      .map(({ name }) => `\`${name}\``)
      .join(', ');
    const [first] = target;
    const isNamed = source.some(({ label }) => !isGrade(label));
    if (source[0] && isWithout(map, 'target_')) {
      const words = { source: inWords(source), equal };
      // Who names what happened may well mean all that comes of it.
      if (equal === '') ctx.report(source[0].node, 'all', words, { severity: isNamed ? 'info' : 'warning' });
      else if (!isNamed) ctx.report(source[0].node, 'allEqual', words, { severity: 'info' });
    }
    if (!first || (source.length > 0 && takeTheSame(source, target))) return;
    if (equal !== '') {
      if (isWithout(map, 'source_'))
        ctx.report(first.node, 'anyEqual', { target: inWords(target), equal }, { severity: 'info' });
      return;
    }
    // What says which alerts are meant on the target's side may be the whole of it.
    if (target.some(({ label, op }) => !isGrade(label) && op === '=')) return;
    const data = { target: inWords(target) };
    const at = source[0]?.node ?? first.node;
    if (source.length === 0) ctx.report(at, 'any', data);
    else if (source.every(({ label }) => isGrade(label)))
      ctx.report(at, 'severity', { ...data, source: inWords(source) });
    // Who names the alert of the source knows how far its cause reaches.
    else if (source.every(({ label }) => label !== 'alertname') && target.every(({ label }) => isGrade(label)))
      ctx.report(at, 'wide', { ...data, source: inWords(source) });
  },
});

/** Labels that say how bad an alert is, and nothing of what it is about. */
function isGrade(label: string): boolean {
  return /^(?:severity|priority|level|importance|urgency)$/.test(label);
}

function inWords(matchers: readonly MatcherNode[]): string {
  return matchers.map(matcherText).join(', ');
}
