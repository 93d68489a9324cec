// A comment in an expression whose lines YAML makes one: it goes on to the end, and what stands below it is no condition any more.
// Layer: checks.
import { lex } from '../../promql/lexer';
import type { Span } from '../../text/span';
import type { YamlScalar } from '../../yaml/node';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'yaml/folded-comment',
  summary: 'A comment swallows the lines of an expression below it.',
  severity: 'warning',
  since: '0.1.0',
  on: 'rule',
  needs: ['dialect'],
  messages: {
    folded:
      '`>` makes one line of these, so the comment swallows `{rest}` as well: write `|`, which keeps the lines apart.',
    text: 'YAML makes one line of these, so the comment swallows `{rest}` as well: write the expression as a block, with `|`.',
  },
  run({ expr, text }, ctx) {
    if (!expr || expr.style === 'literal' || !expr.value.includes('#')) return;
    const [comment] = lex(expr.value, ctx.dialect).comments;
    const [first, ...others] = comment ? expr.map.toFile(comment.from, comment.to) : [];
    const rest = others.map(line => text.slice(line.from, line.to).trim()).find(line => !/^(?:#|$)/.test(line));
    if (!first || rest === undefined) return;
    const data = { rest: rest.length > 40 ? `${rest.slice(0, 39)}…` : rest };
    if (expr.style !== 'folded') {
      ctx.report(first, 'text', data);
      return;
    }
    const sign = signOf(expr, text);
    const fix = sign && { title: 'Keep the lines apart', safe: false, edits: [{ at: sign, newText: '|' }] };
    ctx.report(first, 'folded', data, fix ? { fix } : {});
  },
});

/** The `>` of a folded block. */
function signOf({ from }: YamlScalar, text: string): Span | undefined {
  const at = text[from] === '>' ? from : -1;
  return at < 0 ? undefined : { from: at, to: at + 1 };
}
