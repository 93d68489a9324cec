// Signs of a rule's message that the engine which fills in the file takes for its own, where they are not escaped for it: Jinja,
// Docker Compose and Terraform. Helm's braces are reported by `unescaped-for-helm`. Layer: checks.
import type { SourceDocument } from '../../model/document';
import { isCompose } from '../../model/holes/compose';
import { bracesOf } from '../../model/holes/holes';
import { placeSpan } from '../../model/region';
import type { Span } from '../../text/span';
import { defineCheck } from '../check';

export const check = defineCheck({
  id: 'template/taken-by-engine',
  summary: 'Jinja, Docker Compose or Terraform takes a part of a message for its own.',
  severity: 'warning',
  since: '0.1.0',
  on: 'document',
  messages: {
    jinja:
      'Jinja fills in these braces itself and stops at `{sign}`, so the file is not written: put the text between `{% raw %}` and `{% endraw %}`.',
    variable:
      'Docker Compose fills in `{name}` itself, with nothing where no such variable is set: write `${name}` to leave it to the rule.',
    sign: 'Docker Compose refuses its file, as no name of a variable follows this `$`: write `$$`.',
    directive: 'Terraform takes `%{` for the beginning of a directive and refuses the file: write `%%{`.',
  },
  *run(document, ctx) {
    const { text, roots, masked } = document;
    if (!masked || !roots.some(({ kind }) => TARGETS.has(kind))) return;
    let reported = 0;
    const tell = (at: Span, message: 'jinja' | 'variable' | 'sign' | 'directive', value = ''): boolean => {
      ctx.report(at, message, message === 'jinja' ? { sign: value } : message === 'variable' ? { name: value } : {});
      return ++reported % reportedPerSlice === 0;
    };
    if (text.includes('configs:') && isCompose(text)) {
      for (const { at, name } of inCompose(document)) if (tell(at, name === '' ? 'sign' : 'variable', name)) yield;
    } else if (mayBeJinja(text)) {
      // Jinja stops at the first one, and what mends that mends all.
      for (const { at, sign } of inJinja(document)) {
        tell(at, 'jinja', sign);
        break;
      }
    } else if (text.includes('%{') && TERRAFORM.test(text)) {
      for (const { index } of text.matchAll(NO_DIRECTIVE)) if (tell({ from: index, to: index + 2 }, 'directive')) yield;
    }
  },
});

const TARGETS: ReadonlySet<string> = new Set(['rules', 'prometheus-rule', 'alertmanager', 'alertmanager-config']);

/** How many are reported between two yields. */
const reportedPerSlice = 128;

/** Variables in the actions of the files that stand in the text, and signs that begin none. */
function* inCompose({ text, roots }: SourceDocument): Generator<{ readonly at: Span; readonly name: string }> {
  for (const { kind, region } of roots) {
    if (!TARGETS.has(kind)) continue;
    const { from, to } = placeSpan({ from: 0, to: region.text.length }, region);
    const file = text.slice(from, to);
    for (const { index, 0: sign } of file.matchAll(COMPOSE_SIGN)) {
      const at = { from: from + index, to: from + index + sign.length };
      if (sign === '$') yield { at, name: '' };
      else if (/^\$[a-z]/.test(sign) && isInAction(file, index)) yield { at, name: sign };
    }
  }
}

const COMPOSE_SIGN = /\$\$|\$\{|\$[A-Za-z_]\w*|\$/g;

function isInAction(text: string, at: number): boolean {
  const before = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  return before.lastIndexOf('{{') > before.lastIndexOf('}}');
}

/** Ansible leaves alone what is marked `!unsafe`, and a template may be set to other signs than braces. */
function mayBeJinja(text: string): boolean {
  if (!text.includes('{%') && !text.includes("{{ '")) return false;
  return !text.includes('!unsafe') && !text.includes('variable_start_string');
}

/** Actions that are no expressions of Jinja's: it has neither variables with `$` nor names that begin with a dot. */
function* inJinja({ text, masked }: SourceDocument): Generator<{ readonly at: Span; readonly sign: string }> {
  let isJinja: boolean | undefined;
  for (const hole of masked!.holes) {
    const at = placeSpan(hole, masked!.region);
    if (!text.startsWith('{{', at.from)) continue;
    const code = text.slice(at.from, Math.min(at.to, at.from + longest)).replace(/"[^"]*"|'[^']*'/g, '');
    const sign = code.includes('$') ? '$' : /^\{\{-? *\.[A-Za-z]/.test(code) ? '.' : undefined;
    if (sign !== undefined && (isJinja ??= bracesOf(text) === 'jinja')) yield { at, sign };
  }
}

/** Of a longer action no more is looked at. */
const longest = 1000;

/** What only templates of Terraform's have: a directive, or a call of a function. */
const TERRAFORM = /%\{~?[ \t]*(?:if|for)[ \t]+\w|\$\{[a-z]\w{0,50}\(/;
const NO_DIRECTIVE = /(?<!%)%\{(?!~?[ \t]*(?:if|for|else|endif|endfor)\b)/g;
