// A matcher that Alertmanager reads, and reads otherwise than it was meant: quotes, blanks, a second operator or another condition
// are a part of the value to it, and an alternative of a pattern may be empty. Layer: checks.
import type { MatcherNode } from '../../model/alertmanager';
import { type ConditionSide, comparisonsAsTags, conditionsOf } from '../../model/conditions';
import { blankIn } from '../../text/alternatives';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'routing/misread-matcher',
  summary: 'Quotes, blanks, an operator or another condition are taken for a part of a matcher’s value.',
  severity: 'warning',
  since: '0.1.0',
  on: 'conditions',
  messages: {
    tag: '`{tag}` is a tag to YAML, so nothing stands here and `=` is meant: write `"{tag}"`.',
    quotes: 'Only double quotes are quotes in a matcher, and no label has the value `{value}`; write `{right}`.',
    written: 'The quotes are a part of the value here, and no `{label}` is `{value}`; write `{right}`.',
    blank: 'A blank is a part of what is compared, and hardly any `{label}` is `{part}`; write `{right}`.',
    empty:
      'One alternative of `{value}` is empty, so this takes alerts without `{label}` as well; write `{right}`, or `{also}` where that is meant.',
    operator: 'The operator is `{op}`, and the value begins with `{rest}` here, which no label has; write `{right}`.',
    more: 'What stands behind `{op}` is one value, `{value}`, and no label has it: make each condition an item of its own.',
  },
  run({ map, of, mode }, ctx) {
    const sides: readonly ConditionSide[] = of === 'route' ? [''] : ['source_', 'target_'];
    for (const side of sides) {
      for (const { from, to, tag } of comparisonsAsTags(map, side)) ctx.report({ from, to }, 'tag', { tag });
      for (const matcher of conditionsOf(map, side, mode)) {
        const { label, op, value, node } = matcher;
        const inner = /^(['`‘’“”])(.*)(['`‘’“”])$/.exec(value)?.[2];
        if (inner !== undefined) {
          const right = isText(matcher) ? `${label}${op}"${inner}"` : inner;
          ctx.report(node, 'quotes', { value, right });
          continue;
        }
        const written = /^"([^"]+)"$/.exec(value)?.[1];
        if (written !== undefined) {
          ctx.report(node, 'written', { label, value, right: written });
          continue;
        }
        const blank = blankIn(value, op.endsWith('~'));
        if (blank) ctx.report(node, 'blank', { label, ...blank });
        const filled = op === '=~' ? /^([\w.-]+(?:\|[\w.-]+)*)\|$/.exec(value)?.[1] : undefined;
        if (filled !== undefined) {
          ctx.report(node, 'empty', { label, value, right: filled, also: `(${filled})?` }, { severity: 'info' });
        }
        if (isText(matcher) && !isQuoted(matcher)) {
          const rest = /^[=~!]+/.exec(value)?.[0];
          if (rest !== undefined) {
            const right = `${label}${meant(op, rest)}"${value.slice(rest.length).trim()}"`;
            ctx.report(node, 'operator', { op, rest, right });
          } else if (/ (?:or|and|&&|\|\|) [a-zA-Z_][\w.-]* ?(?:=~|!=|!~|=)/.test(value)) {
            ctx.report(node, 'more', { op, value });
          }
        }
      }
    }
  },
});

/** Whether it stands as one text, `label=value`, and not under a key of its own. */
function isText({ node, label, value }: MatcherNode): boolean {
  return node.kind === 'scalar' && node.value !== value && node.value.includes(label);
}

function isQuoted({ node, value }: MatcherNode): boolean {
  return node.kind === 'scalar' && node.value.includes(`"${value}`);
}

/** `==` is `=`, `= ~` is `=~`, `!==` is `!=`. */
function meant(op: MatcherNode['op'], rest: string): string {
  const isNegated = op.startsWith('!');
  if (op.endsWith('~') || rest.includes('~')) return isNegated ? '!~' : '=~';
  return isNegated ? '!=' : '=';
}
