// An alert that a device or a server is gone, which asks whether it has nothing to do: what is gone has no series. Layer: checks.
import { ruleText } from '../../analysis/alertText';
import type { Catalog, MetricHit } from '../../catalog/schema';
import type { Expr } from '../../promql/ast';
import { metricName, mirrored, numberOf, unwrap } from '../../promql/inspect';
import { innermostOf } from '../../promql/values';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/idle-as-absent',
  summary: 'An alert on what is gone compares its use with 0, which an idle one has.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'item',
  on: 'expr',
  given: ['sound', 'alert'],
  ofMetric: mayBeIdle,
  needs: ['catalog'],
  messages: {
    mount:
      '`{metric}` goes with its file system, and 0 is a full one, so this never fires for one that is gone: ask with `absent(…)`, or `unless` for each node.',
    found:
      '`{metric}` is 0 while there is nothing to do, and what is gone has no series at all, so this fires for the one and never for the other: ask with `absent()`, or for `up == 0`.',
  },
  run(unit, ctx) {
    if (!unit.sound || !unit.rule.alert) return;
    const compared = usedAsNothing(unit.expr);
    const inner = compared && innermostOf(compared);
    const metric = inner?.kind === 'selector' ? metricName(inner) : undefined;
    if (metric !== undefined && ofMount.test(metric)) {
      if (unmounted.test(ruleText(unit.rule))) ctx.report(unit.expr, 'mount', { metric });
      return;
    }
    const hit = metric === undefined ? undefined : ctx.catalog.find(metric);
    if (metric === undefined || !hit || !tellsUse(hit)) return;
    const text = ruleText(unit.rule);
    if (gone.test(text) && !unused.test(text)) ctx.report(unit.expr, 'found', { metric });
  },
});

function mayBeIdle(name: string, catalog: Catalog): boolean {
  const hit = catalog.find(name);
  return ofMount.test(name) || (hit !== undefined && tellsUse(hit));
}

/** The side that is compared with 0, where that is the whole condition. */
function usedAsNothing(expr: Expr): Expr | undefined {
  const node = unwrap(expr);
  if (node.kind !== 'binary' || node.bool) return undefined;
  const isRight = numberOf(node.rhs) === 0;
  if (!isRight && numberOf(node.lhs) !== 0) return undefined;
  const op = isRight ? node.op : mirrored(node.op);
  return op === '==' || op === '<=' ? (isRight ? node.lhs : node.rhs) : undefined;
}

/** Whether a gauge says how busy something is. */
function tellsUse({ metric, series }: MetricHit): boolean {
  if (metric.type !== 'gauge' || metric.typeInferred || series !== 'value' || metric.valueIs) return false;
  const { name, unit = '' } = metric;
  if (unit === 'percent' || unit === 'ratio') return busy.test(name);
  return running.test(name);
}

const busy = /(?:^|_)(?:UTIL|utili[sz]ation|usage|busy|ACTIVE|OCCUPANCY|perc|gfx_activity)(?:_|$)/i;
const running = /(?:^|[_:])(?:num_requests_running|num_running_reqs|requests_running|running_requests)$/;

const ofMount = /^node_filesystem_(?:avail|free|size)_bytes$/;

const unmounted =
  /\b(?:un-?mounted|(?:not|no longer) mounted|(?:mount|mountpoint|volume|disk|share|file ?system|nfs) (?:is |was |has )?(?:gone|lost|missing|disappeared|detached)|(?:lost|missing) (?:nfs |the )?(?:mount|volume|share))\b/i;

const gone =
  /\b(?:not available|unavailable|missing|lost|offline|disconnected|gone|not detected|undetected|not found|unreachable|is down|down$|disappeared|fell off|fallen off|crashed|dead|absent)\b/im;

/** An alert on what is not used, whatever else it says. */
const unused =
  /\b(?:idle|unused|under-?utili[sz]\w{1,6}|no (?:work|load|jobs?|traffic|requests?|activity)|not (?:being )?(?:used|busy|utili[sz]ed)|inactive|wast(?:e|ed|ing)|stalled|stuck|hung|hang(?:s|ing)?|scal(?:e|ed|ing)|clean ?up|reclaim\w{0,4}|release\w{0,2})\b/i;
