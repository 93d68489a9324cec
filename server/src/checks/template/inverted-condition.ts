// A message that tells the opposite of what its expression finds: down where it asks for up, used where it measures what is
// free. Layer: checks.
import { alertText } from '../../analysis/alertText';
import type { ExprUnit } from '../../analysis/rule';
import type { Catalog } from '../../catalog/schema';
import type { Call, Expr, MatrixSelector as Matrix } from '../../promql/ast';
import { type Bound, resultBound } from '../../promql/bounds';
import { isNow, metricName, unwrap } from '../../promql/inspect';
import { innermostOf } from '../../promql/values';
import { nodesOf, selectorsOf } from '../../promql/walk';
import { defineCheck } from '../check';
import { isGoodState } from '../goodState';
import { type Part, partOf } from './partOfWhole';
import { isTroubleFlag, readyFlagOf } from './readyFlags';

export const check = defineCheck({
  id: 'template/inverted-condition',
  summary: 'A message tells the opposite of what the expression finds.',
  severity: 'info',
  since: '0.1.0',
  on: 'alert',
  given: ['sound', 'bound'],
  needs: ['catalog'],
  messages: {
    state:
      'The alert speaks of something that is gone, and {bound} of `{metric}` stands for "{meaning}": compare with another state.',
    up: 'The alert speaks of something that is gone, and `{metric} {op} {bound}` is true while it is there: compare with 0.',
    ready:
      'The alert speaks of something that is not well, and `{metric} {op} {bound}` is true while it is: turn the condition round.',
    free: 'The message speaks of what is used, and `{metric}` is what is {word}, so the alert fires while nearly all is {word}: subtract it from the whole, or turn the comparison round.',
    some: 'The alert says that there is none, and `{metric} {op} {bound}` is true while there are some: compare with 0.',
    well: 'The alert speaks of a failure, and `{metric} {op} {bound}` is true while there is none: turn the comparison round.',
    young:
      'The alert says that something has not happened for long, and the expression is true just after it has: turn the comparison round.',
    rise: 'The alert says that something fell, and the expression is true when it rises: compare with a number below 0.',
    past: 'The alert says that something {said}, and the expression is true when it {is}: turn the quotient or the comparison round.',
    used: 'The message speaks of what is left, and `{metric}` is what is {word}, so the alert fires while nearly all is left: subtract it from the whole, or turn the comparison round.',
  },
  run(alert, ctx) {
    const { expr } = alert;
    if (!expr?.sound) return;
    const bound = resultBound(expr.expr);
    if (!bound) return;
    const at = { source: expr.source, span: bound.node };
    const state = goodState(bound, ctx.catalog);
    if (state) {
      const said = alertText(alert);
      if (unwrap(expr.expr) === bound.node && gone.test(said) && !there.test(said))
        ctx.report(at, 'state', { bound: bound.written, ...state }, { severity: 'warning' });
      return;
    }
    const ready = readyFlagOf(bound);
    if (ready) {
      const said = unwrap(expr.expr) === bound.node ? alertText(alert) : '';
      const { metric, isSure } = ready;
      if (unwell.test(said) && !there.test(said))
        ctx.report(
          at,
          'ready',
          { metric, op: bound.op, bound: bound.written },
          { severity: isSure ? 'warning' : 'info' },
        );
      return;
    }
    const trouble = troubleIn(bound);
    if (trouble !== undefined) {
      const said = unwrap(expr.expr) === bound.node ? alertText(alert) : '';
      if (
        (unwell.test(said) || pressure.test(said)) &&
        !there.test(said) &&
        !well.test(said.replace(/\bnot ready\b/gi, ''))
      )
        ctx.report(at, 'well', { metric: trouble, op: bound.op, bound: bound.written }, { severity: 'warning' });
      return;
    }
    const metric = flagOf(bound);
    const part = metric === undefined ? turnedPart(bound, expr) : undefined;
    // Most expressions have nothing that could be turned round, and their texts are not read.
    if (metric === undefined && !part && !mayBeTurned(bound, expr)) return;
    const said = alertText(alert);
    if (metric !== undefined) {
      if (unwrap(expr.expr) !== bound.node || !gone.test(said) || there.test(said)) return;
      const severity = metric === 'up' || metric === 'probe_success' ? ('warning' as const) : ('info' as const);
      ctx.report(at, 'up', { metric, op: bound.op, bound: bound.written }, { severity });
      return;
    }
    const moved = unwrap(expr.expr) === bound.node ? movedOtherWay(bound, said) : undefined;
    if (moved) {
      ctx.report(at, 'past', moved);
      return;
    }
    const turned = turnedOf(bound, said, expr);
    if (turned) {
      const { op, written } = bound;
      ctx.report(at, turned.message, { metric: turned.metric, op, bound: written });
      return;
    }
    if (!part) return;
    if (little.test(said)) return;
    const [other, own] = part.isFree ? [used, left] : [left, used];
    if (other.test(said) && !own.test(said)) ctx.report(at, part.isFree ? 'free' : 'used', part);
  },
});

const gone =
  /\b(?:down|unreachable|unavailable|offline|not responding|not reachable|not running|is gone|has gone|missing|not healthy|unhealthy|failed|failing)\b/i;
const unwell =
  /\b(?:not[ -]?(?:ready|healthy|available|running|alive|responding|reachable|connected|online)|un(?:ready|healthy|available|reachable)|down|failed|failing|offline|disconnected)\b/i;
const there = /\b(?:is up|back|recovered|online|available again|resolved|reachable again|no longer)\b/i;

/** The metric of `up == 1`: it is 1 while its target is there. */
function flagOf({ value, op, written }: Bound): string | undefined {
  const inner = innermostOf(value);
  const name = inner.kind === 'selector' ? metricName(inner) : undefined;
  if (name === undefined || !/^(?:up|probe_success|[a-z0-9_]+_up)$/.test(name)) return undefined;
  const asksForOne = (op === '==' && written === 1) || (op === '>' && written === 0) || (op === '>=' && written === 1);
  return asksForOne ? name : undefined;
}

/** The metric that is 1 in trouble, of which 0 is asked for. */
function troubleIn({ value, op, written }: Bound): string | undefined {
  const asksForNone = (op === '==' && written === 0) || ((op === '!=' || op === '<') && written === 1);
  const inner = innermostOf(value);
  return asksForNone && inner.kind === 'selector' && isTroubleFlag(inner) ? metricName(inner) : undefined;
}

const pressure = /\b(?:pressure|network unavailable|out of (?:memory|disk|pids))\b/i;

/** The metric whose code is compared with that of a state in which all is well, and what it stands for. */
function goodState(
  { value, op, written }: Bound,
  catalog: Catalog,
): { readonly metric: string; readonly meaning: string } | undefined {
  if (op !== '==') return undefined;
  const inner = innermostOf(value);
  const metric = inner.kind === 'selector' ? metricName(inner) : undefined;
  const meaning = metric !== undefined ? catalog.find(metric)?.metric.states?.[String(written)] : undefined;
  return metric !== undefined && meaning !== undefined && isGoodState(meaning) ? { metric, meaning } : undefined;
}

const none =
  /\b(?:no|zero|without(?: any)?) (?:(?:available|ready|healthy|running|active|online) )?(?:replicas?|pods?|instances?|workers?|nodes?|endpoints?)\b/i;
const failed = /\b(?:failed|failing|failure|down|unhealthy|broken|crashed)\b/i;
const some = /\b(?:has|have|is|are) (?:unavailable|missing)\b/i;
const well = /\b(?:no|not|never|without|recovered|succeeded|success\w*|healthy|ok)\b/i;
const long =
  /\b(?:stale|outdated|overdue|too old|has not|hasn't|have not|not been|no (?:new|recent|successful)|missed)\b/i;

/** Whether the expression alone has what `turnedOf` looks for. */
function mayBeTurned({ value, op, written }: Bound, { text }: ExprUnit): boolean {
  if (written === 0) {
    return (
      (op === '>' || op === '==') &&
      /_(?:available|ready|healthy|running|online|failed|failure|unavailable|unhealthy|down|broken)\b/i.test(text)
    );
  }
  if (op === '<' && written === 1 && /_(?:failed|failure|unavailable|unhealthy|down|broken)\b/i.test(text)) return true;
  if (text.includes('offset') && quotientOfPast(value)) return true;
  if (op === '<' || op === '<=') return text.includes('time()');
  return op === '>' || op === '>=' ? isDifference(value) : false;
}

/** A count that asks for some where none are told, a flag of failures that asks for none, an age that asks for a young one. */
function turnedOf(
  { node, value, op, written }: Bound,
  said: string,
  expr: ExprUnit,
): { readonly message: 'some' | 'well' | 'young' | 'rise'; readonly metric: string } | undefined {
  if (unwrap(expr.expr) !== node) return undefined;
  const inner = innermostOf(value);
  const metric = inner.kind === 'selector' ? metricName(inner) : undefined;
  if (metric !== undefined && (written === 0 || (op === '<' && written === 1))) {
    if (op === '>' && none.test(said) && /_(?:available|ready|healthy|running|online)$/.test(metric)) {
      return { message: 'some', metric };
    }
    if (
      op !== '>' &&
      (failed.test(said) || (some.test(said) && metric.endsWith('_unavailable'))) &&
      !well.test(said) &&
      /(?:^|_)(?:failed|failure|unavailable|unhealthy|down|broken)$/i.test(metric)
    ) {
      return { message: 'well', metric };
    }
  }
  if ((op === '>' || op === '>=') && written > 0 && fell.test(said) && !rose.test(said) && isDifference(value)) {
    return { message: 'rise', metric: '' };
  }
  if ((op === '<' || op === '<=') && written > 0 && long.test(said) && isSince(value, expr)) {
    return { message: 'young', metric: '' };
  }
  return undefined;
}

const fell = /\b(?:dropp(?:ed|ing)|drops?|fell|fall(?:s|en|ing)?|decreas(?:ed|es|ing)|declin(?:ed|es|ing)|degraded)\b/i;
const rose =
  /\b(?:ris(?:es|en|ing)|rose|increas\w*|grow\w*|grew|jump\w*|spik\w*|abs|change\w*|dropped (?:requests|packets|samples|frames|connections))\b/i;

/** What a quotient of now and the past is true of, where the alert says the opposite. */
function movedOtherWay(
  { value, op, written }: Bound,
  said: string,
): { readonly said: string; readonly is: string } | undefined {
  const order = quotientOfPast(value);
  const isAbove = op.startsWith('>');
  if (!order || written <= 0 || !(isAbove ? written >= 1 : op.startsWith('<') && written <= 1)) return undefined;
  const rises = isAbove === (order === 'now first');
  const [tellsFall, tellsRise] = [fell.test(said) || lessThan.test(said), rose.test(said) || moreThan.test(said)];
  if (rises && tellsFall && !tellsRise) return { said: 'fell', is: 'rises' };
  return !rises && tellsRise && !tellsFall ? { said: 'rose', is: 'falls' } : undefined;
}

const lessThan = /\b(?:less|fewer|lower) than\b|\bbelow (?:half|yesterday|last)\b/i;
const moreThan = /\b(?:more|higher|greater) than\b|\b(?:twice|double[ds]?|tripled?)\b/i;

/** `x / x offset 1d` or the other way round, of the same series. */
function quotientOfPast(value: Expr): 'now first' | 'past first' | undefined {
  const inner = unwrap(value);
  if (inner.kind !== 'binary' || inner.op !== '/') return undefined;
  const [over, under] = [selectorsOf(inner.lhs), selectorsOf(inner.rhs)];
  const [a, b] = [over[0], under[0]];
  if (over.length !== 1 || under.length !== 1 || !a || !b || a.at || b.at || metricName(a) !== metricName(b))
    return undefined;
  if (metricName(a) === undefined || (a.offset === undefined) === (b.offset === undefined)) return undefined;
  return a.offset ? 'past first' : 'now first';
}

/** `time() - x`, in any unit; `x - time()` is how long it still is. */
function isSince(value: Expr, expr: ExprUnit): boolean {
  const minus = nodesOf(value).find(node => node.kind === 'binary' && node.op === '-');
  return minus?.kind === 'binary' && isNow(minus.lhs) && expr.valueOf(value).kind === 'age';
}

/** What a value has gained: `delta()`, `deriv()`, or now less the past. */
function isDifference(value: Expr): boolean {
  const inner = unwrap(value);
  if (inner.kind === 'call')
    return (inner.func.name === 'delta' || inner.func.name === 'deriv') && isOfQuality(innermostOf(inner.args[0]!));
  if (inner.kind !== 'binary' || inner.op !== '-') return false;
  const [now, past] = [unwrap(inner.lhs), unwrap(inner.rhs)];
  if (now.kind === 'call' && past.kind === 'call') return isShorterLook(now, past);
  if (now.kind !== 'selector' || past.kind !== 'selector' || now.offset || !past.offset) return false;
  return metricName(now) === metricName(past) && isOfQuality(now);
}

/** `avg_over_time(x[1h]) - avg_over_time(x[24h])`: what it is now, less what it mostly is. */
function isShorterLook(now: Call, past: Call): boolean {
  const [short, long] = [now.args[0], past.args[0]];
  if ([now, past].some(({ func }) => func.name !== 'avg_over_time')) return false;
  if (short?.kind !== 'matrix' || long?.kind !== 'matrix' || short.selector.offset) return false;
  if (metricName(short.selector) !== metricName(long.selector) || !isOfQuality(short.selector)) return false;
  return long.selector.offset !== undefined || isShorter(short, long);
}

function isShorter({ range: short }: Matrix, { range: long }: Matrix): boolean {
  return short.kind === 'number' && long.kind === 'number' && short.value < long.value;
}

/** Of errors and drops that fell nobody is paged; a score of what is bad gets worse as it rises. */
function isOfQuality(expr: Expr): boolean {
  const name = expr.kind === 'selector' ? (metricName(expr) ?? '') : '';
  if (/drift|anomal|outlier|risk|error|loss|toxic|hallucinat|bias|unhealthy|distance|psi(?:_|$)/i.test(name))
    return false;
  return /accuracy|precision|recall|f1|auc|score|confidence|throughput|quality|health/i.test(name);
}

const used = /\b(?:usage|used|memory (?:is )?(?:above|over|at)|full|utili[sz]ation|consumed|exhausted|exhaustion)\b/i;
const left = /\b(?:free|available|availability|idle|avail|headroom|left|remaining|unused)\b/i;
/** Who has too much of it speaks of the same things. */
const little =
  /\b(?:under|low|hardly|barely|wast\w*|little|not|never|scale down|over-?provision\w*|excess\w*|too much|unused)\b/i;

/** A part that is compared the way the other part would be: much that is free, little that is used. */
function turnedPart({ op, value }: Bound, expr: ExprUnit): Part | undefined {
  const high = op === '>' || op === '>=';
  if (!high && op !== '<' && op !== '<=') return undefined;
  const part = partOf(value, expr.text);
  return part?.isFree === high ? part : undefined;
}
