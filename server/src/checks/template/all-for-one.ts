// An alert that tells of one broken thing, and is true only when all of a group are; or the other way round. Layer: checks.
import { alertText } from '../../analysis/alertText';
import type { Catalog } from '../../catalog/schema';
import type { Aggregate, Call, VectorSelector } from '../../promql/ast';
import { type Bound, resultBound } from '../../promql/bounds';
import { metricName, unwrap } from '../../promql/inspect';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/all-for-one',
  summary: 'An alert tells of one or more, and is true only when all of a group are meant, or the other way round.',
  severity: 'warning',
  since: '0.1.0',
  awaits: 'value',
  on: 'alert',
  given: ['sound', 'bound'],
  needs: ['catalog'],
  messages: {
    each: 'The alert tells of {said}, and `{metric} {op} {written}` is true of each that is so, whatever the others are: put it into `max by (…)` with the labels that they share.',
    idle: 'The alert tells of {said}, and this is true of each `{label}` that `{metric}` did not count in the window, whatever it counted of others: put it into `sum by (…)` with the labels that tell where.',
    found:
      'The alert tells of {said}, and `{func}() {op} {written}` is true only when `{metric}` is {written} for all of them: use `{instead}()`.',
  },
  run(alert, ctx) {
    const { expr } = alert;
    const bound = expr?.sound ? resultBound(expr.expr) : undefined;
    const inner = bound && unwrap(bound.value);
    if (!expr || !bound) return;
    if (inner?.kind === 'selector') {
      const metric = metricName(inner);
      const said = isOff(bound) ? saysNone(alertText(alert)) : undefined;
      if (said === undefined || metric === undefined || !isFlagOfEach(inner, ctx.catalog)) return;
      const data = { said: `"${said}"`, metric, op: bound.op, written: bound.written };
      ctx.report({ source: expr.source, span: bound.node }, 'each', data);
      return;
    }
    if (inner?.kind === 'call') {
      const counter = isOff(bound) && bound.written === 0 ? counterIn(inner) : undefined;
      const metric = counter && metricName(counter);
      const label = counter && outcomeOf(counter, ctx.catalog);
      const said = label === undefined ? undefined : noUse.exec(alertText(alert))?.[0].toLowerCase();
      if (said === undefined || label === undefined || metric === undefined) return;
      ctx.report({ source: expr.source, span: bound.node }, 'idle', { said: `"${said}"`, label, metric });
      return;
    }
    if (inner?.kind !== 'aggregate') return;
    const of = unwrap(inner.expr);
    const metric = of.kind === 'selector' ? metricName(of) : undefined;
    const instead = insteadOf(inner, bound);
    if (metric === undefined || !instead || !isFlag(metric, ctx.catalog)) return;
    const said = one.exec(alertText(alert))?.[0].toLowerCase();
    if (said === undefined) return;
    const data = { said: `"${said}"`, func: inner.op, op: bound.op, written: bound.written, metric, instead };
    ctx.report({ source: expr.source, span: bound.node }, 'found', data);
  },
});

/** The counter that a rate or an increase is of. */
function counterIn({ func, args }: Call): VectorSelector | undefined {
  const [range] = args;
  return /^(?:rate|increase|irate)$/.test(func.name) && range?.kind === 'matrix' ? range.selector : undefined;
}

/** The label by which a counter tells how something ended, where no value of it is chosen. */
function outcomeOf(counter: VectorSelector, catalog: Catalog): string | undefined {
  const hit = catalog.find(metricName(counter) ?? '');
  if (!hit || hit.metric.generic || hit.metric.type !== 'counter') return undefined;
  const label = hit.metric.labels.find(({ name, optional }) => outcome.test(name) && !optional)?.name;
  return counter.matchers.some(matcher => matcher.label.name === label) ? undefined : label;
}

const outcome =
  /^(?:status|status_code|status_class|code|response_code|grpc_code|result|outcome|finish(?:ed)?_reason|error_type)$/;

const noUse =
  /\b(?:no|zero) (?:new |incoming |successful )?(?:requests?|traffic|predictions?|inferences?|calls?|messages?|generations?)\b(?! (?:error|failure|timeout)s?)/i;

/** What finds one of them, where the aggregation asks for all. */
function insteadOf({ op }: Aggregate, { op: compared, written }: Bound): 'min' | 'max' | undefined {
  if (compared !== '==') return undefined;
  if (written === 0 && (op === 'avg' || op === 'max' || op === 'sum')) return 'min';
  return written === 1 && (op === 'avg' || op === 'min') ? 'max' : undefined;
}

function isFlag(metric: string, catalog: Catalog): boolean {
  return metric === 'up' || metric === 'probe_success' || catalog.find(metric)?.metric.valueIs === 'flag';
}

/** `== 0`, `< 1`. */
function isOff({ op, written }: Bound): boolean {
  return op === '==' ? written === 0 : op === '<' && written > 0 && written <= 1;
}

/** Whether a series says of each of several whether it is well, and none of them is chosen. */
function isFlagOfEach({ matchers, name }: VectorSelector, catalog: Catalog): boolean {
  if (matchers.some(({ op, label }) => op === '=' && /^(?:instance|pod|replica|node|host)$/i.test(label.name))) {
    return false;
  }
  const metric = name?.name ?? '';
  if (isFlag(metric, catalog)) return true;
  if (!catalog.find(metric) && flagByName.test(metric) && !countByName.test(metric)) return true;
  const state = catalog.find(metric)?.metric.stateIn;
  return state !== undefined && matchers.some(({ op, label }) => op === '=' && label.name === state);
}

const flagByName = /(?:^|_)(?:healthy|ready|alive)$/;
/** `…_replicas_ready`, `…_number_ready`: how many are well of all. */
const countByName = /(?:[^u]s|gpus|number|count|membership|total)_(?:healthy|ready|alive)$/;

/** That none is left, or that all are gone. */
function saysNone(text: string): string | undefined {
  return (noWell.exec(text) ?? noneIsWell.exec(text) ?? allGone.exec(text))?.[0].toLowerCase();
}

const noWell =
  /\bno (?:healthy|ready|available|running|live|working) (?:replica|pod|instance|node|worker|engine|endpoint|backend|server)s?\b/i;
const noneIsWell =
  /\bno (?:replica|pod|instance|node|worker|engine|endpoint|backend|server)s? (?:of (?:the )?[a-z]{1,20} )?(?:is|are) (?:healthy|ready|up|available|running)\b/i;
const allGone =
  /\ball (?:[a-z]{1,20} ){0,2}(?:replicas|pods|instances|nodes|workers|engines|endpoints|backends|servers) (?:are )?(?:down|unhealthy|not ready|unavailable|gone|dead|offline)\b/i;

const one = /\b(?:one or more|at least one|one or several|some of|any of|one of)\b/i;
