// Blanks or quotes that a matcher compares as well: `"vllm | triton"`, `"'vllm'"`. Nothing has such a value. Layer: checks.
import type { Matcher } from '../../promql/ast';
import { blankIn } from '../../text/alternatives';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'promql/padded-value',
  summary: 'A matcher compares with blanks or quotes around the value.',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  given: ['sound', 'matchers'],
  messages: {
    blank: 'A blank is a part of what is compared, and hardly any `{label}` is `{part}`: write `{right}`.',
    quotes: 'The inner quotes are a part of what is compared, and hardly any `{label}` is `{part}`: write `{right}`.',
  },
  run({ node, in: unit }, ctx) {
    for (const matcher of node.matchers) {
      const text = matcher.value?.value;
      if (!matcher.value?.closed || !matcher.op || !text || text.length > 200 || !unit.sound) continue;
      const found = faultOf(matcher, text);
      if (!found) continue;
      const { from, to } = matcher.value;
      const { message, ...data } = found;
      const fix = fixFor(matcher, found.right, unit.text);
      ctx.report({ from: from + 1, to: to - 1 }, message, { ...data, label: matcher.label.name }, fix ? { fix } : {});
    }
  },
});

interface Fault {
  readonly message: 'blank' | 'quotes';
  readonly part: string;
  readonly right: string;
}

/** Labels of which no value begins or ends with a blank; what hardware says of itself often does. */
const names =
  /^(?:job|instance|pod|container|namespace|node|nodename|hostname|deployment|statefulset|service|app|model_name|cluster|phase|reason|condition|resource|state|status|code|severity|alertname|alertstate|topic|consumergroup|queue|le|quantile|mode|device|mountpoint|fstype)$/;

function faultOf({ op, label }: Matcher, text: string): Fault | undefined {
  const inner = /^(['"`])([^'"`]+)\1$/.exec(text)?.[2];
  if (inner !== undefined && inner === inner.trim()) return { message: 'quotes', part: text, right: inner };
  const isPattern = op === '=~' || op === '!~';
  if (!text.includes('|') && !names.test(label.name)) return undefined;
  const blank = blankIn(text, isPattern);
  return blank && { message: 'blank', ...blank };
}

/** Only where the text between the quotes stands for itself. */
function fixFor({ value }: Matcher, right: string, text: string): Fix | undefined {
  if (!value || text.slice(value.from + 1, value.to - 1) !== value.value) return undefined;
  const at = { from: value.from + 1, to: value.to - 1 };
  return { title: `Write ${right}`, safe: false, edits: [{ at, newText: right }] };
}
