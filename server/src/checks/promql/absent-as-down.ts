// An alert that a target is down, which asks whether it has `up` at all: that is 0 of a target that is known and does not answer.
// Layer: checks.
import { ruleText } from '../../analysis/alertText';
import type { WatchFact } from '../../analysis/facts';
import type { Expr, VectorSelector } from '../../promql/ast';
import { metricName, unwrap } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/absent-as-down',
  summary: 'An alert that a target is down is silent while the target is known and does not answer.',
  severity: 'info',
  since: '0.1.0',
  awaits: 'item',
  on: 'expr',
  needs: ['workspace'],
  when: reads => reads.length === 1 && reads[0] === 'up',
  messages: {
    silent:
      'A target that is down keeps `up` at 0, so this is silent until it is no longer a target at all, and no rule asks for the 0: write `up{matchers} == 0 or absent(up{matchers})`.',
  },
  run(unit, ctx) {
    const { expr, rule, sound, text } = unit;
    if (!sound || !rule.alert) return;
    const asked = presenceOf(expr);
    const job = asked && jobOf(asked);
    if (!asked || job === undefined) return;
    const told = ruleText(rule);
    if (!down.test(told) || discovery.test(told)) return;
    const watches = ctx.shared(() => ctx.workspace.documents.flatMap(of => of.watches.filter(noticesDown)));
    if (watches.some(watch => mayBeOf(watch, job))) return;
    const matchers = text.slice(asked.name?.to ?? asked.to, asked.to).trim();
    ctx.report(expr, 'silent', { matchers });
  },
});

/** The selector of `absent(up{…})`, where that is the whole condition. */
function presenceOf(expr: Expr): VectorSelector | undefined {
  const call = unwrap(expr);
  if (call.kind !== 'call' || call.func.name !== 'absent') return undefined;
  const asked = call.args[0] && unwrap(call.args[0]);
  return asked?.kind === 'selector' && asked.name && metricName(asked) === 'up' && !asked.offset && !asked.at
    ? asked
    : undefined;
}

/** The one job that is asked for. */
function jobOf({ matchers }: VectorSelector): string | undefined {
  const [only, ...others] = matchers.filter(({ label }) => label.name === 'job');
  return others.length === 0 && only?.op === '=' && only.value?.closed ? only.value.value || undefined : undefined;
}

/** Whether a rule sees that a target does not answer: by the value of `up`, or by metrics that come from the target itself. */
function noticesDown({ metric, isPresence }: WatchFact): boolean {
  return !(metric === 'up' && isPresence) && !metric.startsWith('kube_') && metric !== 'probe_success';
}

/** Whether series that are watched may be those of the job: all but those of another one. */
function mayBeOf({ matchers }: WatchFact, job: string): boolean {
  const jobs = matchers.filter(({ label }) => label === 'job');
  return jobs.every(({ op, value }) => op !== '=' || value === job);
}

const down =
  /\b(?:down|unreachable|not reachable|offline|unavailable|not available|not respond\w{0,5}|unresponsive|dead|crashed|died|failed)\b/i;

/** An alert on what is no longer a target. */
const discovery =
  /\b(?:absent|missing|disappear\w{0,5}|gone|discover\w{0,5}|vanish\w*|no (?:longer )?targets?|not (?:configured|registered|scraped)|removed|never|service ?monitors?)\b/i;
