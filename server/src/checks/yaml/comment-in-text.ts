// `summary: GPU #{{ $labels.gpu }} is hot` without quotes: ` #` begins a comment, and the text is `GPU`. Layer: checks.
import type { RuleUnit } from '../../model/ruleFile';
import type { YamlComment, YamlNode } from '../../yaml/node';
import { isCutOff, quoteWithComment } from '../../yaml/quoteValue';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'yaml/comment-in-text',
  summary: 'A `#` that seems to belong to a text makes the rest of it a comment.',
  severity: 'info',
  since: '0.1.0',
  on: 'rule',
  messages: {
    cut: 'A `#` behind a blank begins a comment, so the text ends before it; put the whole text in quotes.',
  },
  run(rule, ctx) {
    for (const comment of rule.comments) {
      if (comment.ownLine || !cutsText(rule, comment)) continue;
      const edit = quoteWithComment(rule.text, comment.from);
      ctx.report(
        { from: comment.from, to: comment.to },
        'cut',
        {},
        edit ? { fix: { title: 'Put in quotes', safe: false, edits: [{ at: edit, newText: edit.newText }] } } : {},
      );
    }
  },
});

function cutsText(rule: RuleUnit, { from, text }: YamlComment): boolean {
  const ends = (value: YamlNode | undefined): string | undefined => {
    // What an alias leads to may stand in other lines.
    const isPlain = value?.kind === 'scalar' && value.style === 'plain' && value.from >= 0 && value.to <= from;
    return isPlain && rule.text.slice(value.to, from).trim() === '' ? value.value : undefined;
  };
  for (const { value } of rule.annotations) {
    const cut = ends(value);
    // `See issue #12`: nobody writes a comment so.
    if (cut !== undefined) return isCutOff(cut, text) || (/^\d+\b/.test(text) && / |^[A-Za-z]+$/.test(cut));
  }
  for (const { value } of rule.labels) {
    const cut = ends(value);
    if (cut !== undefined) return isCutOff(cut, text);
  }
  const cut = ends(rule.expr);
  // An expression has no templates.
  return cut !== undefined && !text.includes('{{') && isCutOff(cut, text);
}
