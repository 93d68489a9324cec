// `label_replace(…, "instance", "(.*):")`: the pattern has to match the whole value, and none ends so. Layer: checks.

import type { Call, StringLiteral } from '../../promql/ast';
import { unwrap } from '../../promql/inspect';
import { patternTest } from '../../promql/regex';
import type { Branch } from '../../promql/shape';
import { valuesOf } from '../../promql/shape/pins';
import { anyOf, inCode } from '../../text/words';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'promql/label-never-replaced',
  summary: 'The pattern of `label_replace()` matches a part of the value where it has to match all of it.',
  severity: 'warning',
  since: '0.1.0',
  on: 'call',
  only: ['label_replace'],
  messages: {
    end: 'The pattern has to match the whole value, and no `{label}` ends with `{sign}`, so nothing is replaced: write `{right}`.',
    begin:
      'The pattern has to match the whole value, and no `{label}` begins with `{sign}`, so nothing is replaced: write `{right}`.',
    value: 'The pattern has to match the whole value, and `{label}` is {values} here, so nothing is replaced.',
    port: 'The pattern has to match the whole value and matches no colon, and `{label}` is chosen by `{chosen}`, so nothing is replaced: write `{right}`.',
  },
  run({ node, in: unit }, ctx) {
    const [source, pattern] = [textOf(node, 3), textOf(node, 4)];
    if (!unit.sound || !source || !pattern) return;
    const text = pattern.value;
    const { branches } = unit.shapeOf(node.args[0]!);
    const values = [...new Set(branches.flatMap(branch => valuesIn(branch, source.value) ?? []))];
    if (values.length > 0 && branches.every(branch => valuesIn(branch, source.value))) {
      const isMatched = patternTest(text);
      const data = { label: source.value, values: anyOf(inCode(values)) };
      if (isMatched && !values.some(isMatched)) ctx.report(pattern, 'value', data);
      return;
    }
    const [chosen] = branches.map(branch => colonIn(branch, source.value));
    if (chosen !== undefined && branches.every(branch => colonIn(branch, source.value)) && !mayMatchColon(text)) {
      ctx.report(pattern, 'port', { label: source.value, chosen, right: `${text}:.*` });
      return;
    }
    if (!names.test(source.value) || text.includes('|')) return;
    const last = lastSign.exec(text);
    const first = last ? null : firstSign.exec(text);
    const sign = (last ?? first)?.[1];
    if (sign === undefined) return;
    const right = last ? `${text.slice(0, text.length - last[0].length + last[1]!.length)}.*` : `.*${text}`;
    const data = { label: source.value, sign: sign.replace(/[\\[\]]/g, ''), right };
    ctx.report(pattern, last ? 'end' : 'begin', data, fixFor(pattern, right, unit.text));
  },
});

/** Labels whose values are names of machines, pods or addresses, which begin and end with a letter or a digit. */
const names =
  /^(?:instance|node|nodename|Hostname|hostname|host|kubernetes_node|(?:exported_)?(?:pod|namespace|container|service|deployment|node|instance)|statefulset|daemonset|job_name)$/;

/** A dot, dash or colon that has to come last; an end that is written is no more. */
const lastSign = /(\[[.:-]\]|\\[.-]|[:-])\$?$/;
const firstSign = /^\^?(\[[.-]\]|\\[.-]|-)(?![*?{])/;

function textOf({ args }: Call, at: number): StringLiteral | undefined {
  const arg = args[at] && unwrap(args[at]);
  return arg?.kind === 'string' && arg.closed ? arg : undefined;
}

/** Only what stands between the quotes as it is. */
function fixFor({ value, from, to }: StringLiteral, right: string, text: string): { readonly fix?: Fix } {
  const at = { from: from + 1, to: to - 1 };
  if (text.slice(at.from, at.to) !== value) return {};
  return { fix: { title: `Write ${right}`, safe: false, edits: [{ at, newText: right }] } };
}

/** All values that matchers leave to a label; undefined where there may be others. */
function valuesIn({ pins }: Branch, label: string): readonly string[] | undefined {
  const pin = pins.find(one => one.label.name === label && valuesOf(one));
  return pin && valuesOf(pin);
}

/** A pattern of a matcher by which a label surely has a colon in its value. */
function colonIn({ pins }: Branch, label: string): string | undefined {
  const value = pins.find(one => one.label.name === label && one.op === '=~')?.value?.value;
  if (value === undefined || /[(|[]/.test(value)) return undefined;
  return /:(?![?*{])/.test(value) ? value : undefined;
}

/** Whether a pattern may match a colon: one is written, or stands for any sign. */
function mayMatchColon(pattern: string): boolean {
  return /[.:|]|\[\^|\\[SDWPpxQ]/.test(pattern.replaceAll('(?:', '(').replaceAll('\\.', ''));
}
