// A pattern in a matcher that takes plain text, a glob in one that takes a regular expression, or a range of codes in either:
// it selects nothing, or other things. Layer: checks.
import type { Matcher } from '../../promql/ast';
import { metricName } from '../../promql/inspect';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'promql/pattern-as-text',
  summary: 'A matcher holds a pattern that its operator does not read.',
  severity: 'warning',
  since: '0.1.0',
  on: 'selector',
  given: ['sound', 'matchers'],
  messages: {
    equal: '`{op}` compares with the text itself, and no value reads `{value}`: write `{right}` for a pattern.',
    glob: 'In a regular expression `{star}` is any number of `{before}`, so `{value}` does not match what goes on differently: write `{right}`.',
    comma: 'In a pattern a comma is a comma, and hardly any value reads `{value}`: write `{right}` for one of several.',
    part: 'A pattern matches the whole value, and hardly any reads `{value}`: write `{right}`.',
    codes: 'No value reads `{value}`, and a regular expression knows no ranges of numbers: write `{right}`.',
  },
  run({ node, in: unit }, ctx) {
    for (const matcher of node.matchers) {
      const text = matcher.value?.value;
      if (!matcher.value?.closed || !matcher.op || !text || text.length > 200 || !unit.sound) continue;
      if (!signs.test(text)) continue;
      const found = faultOf(matcher, text, metricName(node) ?? '');
      if (!found) continue;
      const { from, to } = matcher.value;
      const fix = fixFor(matcher, found, unit.text);
      ctx.report({ from: from + 1, to: to - 1 }, found.message, found.data, fix ? { fix } : {});
    }
  },
});

/** What every pattern has, and most values have not. */
const signs = /[*|<>,]|\.[+.]|\d ?- ?\d|[-_]$|^[1-5]$/;

type Fault =
  | {
      readonly message: 'equal';
      readonly data: { op: string; value: string; right: string };
      readonly newText?: undefined;
    }
  | {
      readonly message: 'glob';
      readonly data: { star: string; before: string; value: string; right: string };
      readonly newText: string;
    }
  | {
      readonly message: 'comma' | 'part';
      readonly data: { value: string; right: string };
      readonly newText: string;
    }
  | { readonly message: 'codes'; readonly data: { value: string; right: string }; readonly newText?: undefined };

/** Labels of which no value holds a star: names of Kubernetes objects, targets and models. */
const plainNames =
  /^(?:job|instance|pod|container|namespace|node|nodename|deployment|statefulset|service|app|model|model_name|cluster)$/;

const codes = /^(?:status|code|status_code|http_status|http_status_code|http_code|response_code|statuscode)$/i;

/** "5", "4|5": the first digits of HTTP codes. */
const classes = /^\(?[1-5](?:\|[1-5])*\)?$/;

/** What counts or times requests by their HTTP code; gRPC's codes and those of processes have one digit. */
const ofHttp = /http|request|response|_api_/i;
const ofOthers = /grpc|rpc_|exit|kafka|smtp|ftp/i;

function faultOf({ op, label, value }: Matcher, text: string, metric: string): Fault | undefined {
  if (codes.test(label.name)) {
    const range = /^([1-5])\d\d ?- ?([1-5])\d\d$/.exec(text) ?? /^[<>]=? ?([1-5])\d\d$/.exec(text);
    if (range) {
      const right =
        range[2] === undefined || range[2] === range[1] ? `=~"${range[1]}.."` : `=~"[${range[1]}-${range[2]}].."`;
      return { message: 'codes', data: { value: text, right } };
    }
  }
  if (op === '=' || op === '!=') {
    if (!isPattern(text, label.name)) return undefined;
    const pattern = text.replace(/(?<![.\])])\*/g, codes.test(label.name) ? '.' : '.*');
    return { message: 'equal', data: { op, value: text, right: `${op === '=' ? '=~' : '!~'}"${pattern}"` } };
  }
  if (classes.test(text) && codes.test(label.name) && ofHttp.test(metric) && !ofOthers.test(metric)) {
    const digits = text.replace(/[^1-5]/g, '');
    const right = digits.length === 1 ? `${digits}..` : `[${digits}]..`;
    return { message: 'part', data: { value: text, right }, newText: right };
  }
  if (/^[\w.:-]+(?:, ?[\w.:-]+)+$/.test(text)) {
    const right = text.split(/, ?/).join('|');
    return { message: 'comma', data: { value: text, right }, newText: right };
  }
  if (/^[a-zA-Z][\w-]*[-_]$/.test(text) && plainNames.test(label.name)) {
    return { message: 'part', data: { value: text, right: `${text}.*` }, newText: `${text}.*` };
  }
  // Only what stands between the quotes as it is.
  if (!text.includes('*') || !value) return undefined;
  const glob = /(?:^|[^\\\w])?([a-zA-Z0-9_-])\*(?=$|[|)])/.exec(text);
  const before = glob?.[1];
  if (!glob || before === undefined || /\\[a-zA-Z]\*/.test(text)) return undefined;
  const isCode = codes.test(label.name) && /^[1-5]\*$/.test(text);
  const newText = isCode ? text.replace('*', '..') : text.replace(/(?<=[a-zA-Z0-9_-])\*(?=$|[|)])/g, '.*');
  return { message: 'glob', data: { star: `${before}*`, before, value: text, right: newText }, newText };
}

/** Whether a text is meant as a pattern without doubt. */
function isPattern(text: string, label: string): boolean {
  if (codes.test(label)) return /^[1-5](?:\.\.|\*|\*\*|\.\*|\d?\.)$/.test(text) || /^\d{3}(?:\|\d{3})+$/.test(text);
  if (/\.[*+]/.test(text) && label !== 'le') return true;
  if (!plainNames.test(label)) return false;
  return /^[\w.-]+\*$|^\*[\w.-]+$|^[\w.:-]+(?:\|[\w.:-]+)+$/.test(text);
}

/** Only where the text between the quotes stands for itself. */
function fixFor({ op, opSpan, value }: Matcher, { message, newText }: Fault, text: string): Fix | undefined {
  if (!value || !opSpan || text.slice(value.from + 1, value.to - 1) !== value.value) return undefined;
  if (message === 'glob' || message === 'comma' || message === 'part') {
    return {
      title: `Write ${newText}`,
      safe: false,
      edits: [{ at: { from: value.from + 1, to: value.to - 1 }, newText }],
    };
  }
  // A star that is no pattern yet would still be none.
  if (message !== 'equal' || /(?<![.\])])\*/.test(value.value)) return undefined;
  const operator = op === '=' ? '=~' : '!~';
  return { title: `Match with ${operator}`, safe: false, edits: [{ at: opSpan, newText: operator }] };
}
