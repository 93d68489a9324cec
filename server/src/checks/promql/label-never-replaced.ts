// `label_replace(…, "instance", "(.*):")`: the pattern has to match the whole value, and none ends so. Layer: checks.
import type { Call, StringLiteral } from '../../promql/ast';
import { unwrap } from '../../promql/inspect';
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
  },
  run({ node, in: unit }, ctx) {
    const [source, pattern] = [textOf(node, 3), textOf(node, 4)];
    if (!unit.sound || !source || !pattern || !names.test(source.value)) return;
    const text = pattern.value;
    if (text.includes('|')) return;
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
