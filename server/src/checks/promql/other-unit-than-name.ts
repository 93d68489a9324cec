// A recorded name that ends with another unit than its expression gives: who reads `…_hertz` takes MHz for Hz. Layer: checks.
import { unitOfName } from '../../catalog/unitOfName';
import { close, sameKind, type Unit, unitInWords, unitNamed } from '../../promql/value/unit';
import { rounded, type Value } from '../../promql/value/value';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'promql/other-unit-than-name',
  summary: 'A recorded name says another unit than its expression gives.',
  severity: 'warning',
  since: '0.1.0',
  on: 'expr',
  given: ['record', 'sound'],
  follows: 'recordings',
  needs: ['catalog'],
  messages: {
    scale: '`{name}` says {stated}, and the expression gives {actual}: multiply it by {factor}, or name it so.',
    kind: '`{name}` says {stated}, and the expression gives {actual}: one of them is another quantity than was meant.',
  },
  run(unit, ctx) {
    const { rule, source } = unit;
    const name = rule.record?.value;
    if (!name || !unit.sound || !source.outer) return;
    const word = unitWordOf(name);
    const stated = word === undefined ? undefined : unitNamed(word);
    if (word === undefined || !stated) return;
    const value = unit.valueOf(unit.expr);
    const actual = value.unit;
    if (!actual || !isMeasured(value, actual) || !isMeasured(value, stated)) return;
    const told = unitInWords(actual);
    const data = { name, stated: word, actual: told ?? 'something else' };
    const { from, to } = rule.record!;
    const at = { source: source.outer.source, span: { from, to } };
    const restsOn = [{ source, span: unit.expr }];
    if (sameKind({ ...stated, perSecond: false }, { ...actual, perSecond: false })) {
      // Watts are joules per second; of anything else a rate is often named by what it is a rate of.
      if (stated.perSecond !== actual.perSecond && stated.of === 'energy') return;
      if (isSameScale(stated, actual) || isSaidAsWell(name, actual)) return;
      // A ratio of errors over the part that may fail is a ratio as well.
      if (stated.of === 'share' && told === undefined) return;
      ctx.report(at, 'scale', { ...data, factor: rounded(actual.scale / stated.scale) }, { restsOn });
    } else if (told !== undefined && isOtherQuantity(stated, actual, value)) {
      ctx.report(at, 'kind', data, { restsOn });
    }
  },
});

/** What aggregations, functions and windows add to the end of a name. */
const operation =
  /(?:^|_)(?:rate|irate|increase|delta|sum|avg|mean|max|min|median|quantile|histogram_quantile|p\d{2,3}|sum_rate)_?(?:\d{1,4}[smhdw])?$/;

/** The unit in the last word of a recorded name that is no operation; the words of a window (`…_24_hours`) are none. */
function unitWordOf(name: string): string | undefined {
  const parts = name.split(':');
  for (let i = parts.length - 1; i >= 0; i--) {
    const part = parts[i]!.replace(operation, '');
    if (part === '') continue;
    const window = /(?:^|_)(?:\d+|last|past|per|by|in)_[a-z]+$/.test(part);
    return window || /_(?:us|ns)$/.test(part) ? undefined : unitOfName(`x_${part}`);
  }
  return undefined;
}

/** Whether another word of the name says the unit: `…_percent:ratio` is both at once. */
function isSaidAsWell(name: string, actual: Unit): boolean {
  return name.split(/[:_]/).some(word => {
    const said = unitNamed(unitOfName(`x_${word}`) ?? '');
    return said !== undefined && sameKind(said, actual) && isSameScale(said, actual);
  });
}

/** Things are counted in so many words that only cycles are told from others. */
function isMeasured({ kind }: Value, { of, things }: Unit): boolean {
  if (kind === 'constant' || kind === 'count' || kind === 'unknown') return false;
  return of !== 'things' || things === 'cycles';
}

/** Whether they are the same on any scale that people use: a MB may be a MiB. */
function isSameScale(a: Unit, b: Unit): boolean {
  if (a.of !== 'data') return close(a.scale, b.scale);
  const ratio = a.scale / b.scale;
  return ratio > 0.9 && ratio < 1.1;
}

/** Whether no convention explains it: seconds a second are a share, and what is known by its name may have the wrong one itself. */
function isOtherQuantity(stated: Unit, actual: Unit, { of }: Value): boolean {
  if (!of || of.byName || of.metric.includes(':')) return false;
  const kinds = [stated.of, actual.of];
  if (kinds.includes('time') && kinds.includes('share')) return false;
  return true;
}
