// An alert that something is scaled, which asks whether there are any replicas: there are while it stands still, too. Layer: checks.
import { ruleText } from '../../analysis/alertText';
import { boundIn } from '../../promql/bounds';
import { metricName, unwrap } from '../../promql/inspect';
import { innermostOf } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/standing-as-change',
  summary: 'An alert that something scales asks whether there are replicas at all.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'expr',
  given: ['sound', 'alert'],
  ofMetric: name => replicas.test(name),
  messages: {
    found:
      '`{metric}` is the number of replicas, and `{op} {written}` is true while they stand still, too, so this fires all the time: ask how it changed with `delta({metric}[15m])`, or compare it with the limit.',
  },
  run({ expr, rule, sound }, ctx) {
    if (!sound || !rule.alert) return;
    const bound = boundIn(unwrap(expr));
    if (!bound || bound.node.bool) return;
    const { op, written } = bound;
    if (!((op === '>' && written === 0) || (op === '>=' && (written === 0 || written === 1)))) return;
    const counted = innermostOf(bound.value);
    const metric = counted.kind === 'selector' ? metricName(counted) : undefined;
    if (metric === undefined || !replicas.test(metric)) return;
    const told = ruleText(rule);
    if (!scaled.test(told) || wanted.test(told)) return;
    ctx.report(bound.node, 'found', { metric, op, written });
  },
});

/** How many replicas there are or shall be (kube-state-metrics, internal/store): of what runs at least one. */
const replicas =
  /^kube_(?:horizontalpodautoscaler_(?:status_(?:desired|current)_replicas|spec_(?:min|max)_replicas)|(?:deployment|statefulset)_(?:spec_replicas|replicas|status_replicas(?:_(?:available|ready|current|updated))?))$/;

const scaled =
  /\b(?:is (?:now )?(?:auto-?)?scaling(?! to zero)|(?:was|has|have|been|being|is) (?:auto-?)?scaled|scal(?:es|ed|ing) (?:up|out|down|in)|scale-?(?:up|out|down|in) (?:event|happened|occurred|in progress|started|detected))\b/i;

/** An alert on what runs although it should not, or that did not scale. */
const wanted = /\b(?:not|should|must|never|still|cannot|could|unable|fail\w{0,5}|zero|stuck)\b|n't\b/i;
