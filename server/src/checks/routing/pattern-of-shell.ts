// `Kube*` as in a shell: of a regular expression `*` repeats the letter before it. Layer: checks.
import type { MatcherNode } from '../../model/alertmanager';
import { type ConditionSide, conditionsOf } from '../../model/conditions';
import { defineCheck, type Fix } from '../check';

export const check = defineCheck({
  id: 'routing/pattern-of-shell',
  summary: 'A pattern ends in `*` as in a shell, or in a dash, where a regular expression needs `.*`.',
  severity: 'warning',
  since: '0.1.0',
  on: 'conditions',
  messages: {
    found: '`{part}` takes {taken} and nothing longer, as `*` repeats the letter before it; write `{right}`.',
    cut: 'A pattern matches the whole value, and hardly any ends in `{end}`: write `{right}`.',
    slashes: 'The slashes are part of the pattern here, and no `{label}` has them; write `{right}`.',
  },
  run({ map, of, mode, source }, ctx) {
    const sides: readonly ConditionSide[] = of === 'route' ? [''] : ['source_', 'target_'];
    for (const side of sides) {
      for (const matcher of conditionsOf(map, side, mode)) {
        if (matcher.op !== '=~' && matcher.op !== '!~') continue;
        const inner = betweenSlashes(matcher);
        if (inner !== undefined) ctx.report(matcher.node, 'slashes', { label: matcher.label, right: inner });
        const cut = partsOf(matcher.value).find(one => /^[\w:/-]{2,}[-_]$/.test(one));
        if (cut !== undefined) {
          const fix = fixOf(matcher, cut, `${cut}.*`, source.text);
          ctx.report(matcher.node, 'cut', { end: cut.at(-1)!, right: `${cut}.*` }, fix ? { fix } : {});
        }
        const part = shellPart(matcher.value);
        if (part === undefined) continue;
        const stem = part.slice(0, -1);
        const right = `${stem}.*`;
        const taken = `\`${stem.slice(0, -1)}\`, \`${stem}\`, \`${stem}${stem.at(-1)}\``;
        const fix = fixOf(matcher, part, right, source.text);
        ctx.report(matcher.node, 'found', { part, taken, right }, fix ? { fix } : {});
      }
    }
  },
});

/** The first alternative that is a plain word and `*`, such as nobody writes to repeat its last letter. */
function shellPart(pattern: string): string | undefined {
  return partsOf(pattern).find(part => /^[\w:/-]{3,}\*$/.test(part));
}

/** The alternatives of a pattern without groups in them. */
function partsOf(pattern: string): readonly string[] {
  const inner = /^\^?(?:\((?:\?:)?([^()]*)\)|([^()]*))\$?$/.exec(pattern);
  return (inner?.[1] ?? inner?.[2])?.split('|') ?? [];
}

/** What stands between slashes, as some languages write patterns, where the value is no path. */
function betweenSlashes({ label, value }: MatcherNode): string | undefined {
  if (value.length < 3 || !value.startsWith('/') || !value.endsWith('/')) return undefined;
  const inner = value.slice(1, -1);
  return label === 'alertname' || inner.startsWith('^') || inner.endsWith('$') ? inner : undefined;
}

/** The part in the matcher's text, where it stands there once. */
function fixOf({ node }: MatcherNode, part: string, right: string, text: string): Fix | undefined {
  const written = text.slice(node.from, node.to);
  const at = written.indexOf(part);
  if (at < 0 || written.indexOf(part, at + 1) >= 0) return undefined;
  const span = { from: node.from + at, to: node.from + at + part.length };
  return { title: `Write ${right}`, safe: false, edits: [{ at: span, newText: right }] };
}
