// Readers of the engines whose actions stand in double braces: Go's text/template as Helm and others use it, and Jinja.
// Layer: model.
import type { Span } from '../../text/span';
import { actionEnd, literalAction } from './literal';
import { NamedTemplates } from './namedTemplates';
import { Branches, partsPerSlice, type Replacement, type TemplateParts } from './parts';

const goLiterals = { quotes: '"`', quoting: { quote: '"', squote: "'" } };

/** The parts of a text that Go's text/template fills in. */
export function* goParts(text: string): Generator<void, TemplateParts> {
  const holes: Span[] = [];
  const decoded: Replacement[] = [];
  const branches = new Branches();
  const named = new NamedTemplates(text);
  let seen = 0;
  for (let at = text.indexOf('{{'); at >= 0; ) {
    if (++seen % partsPerSlice === 0) yield;
    const to = goActionEnd(text, at);
    const literal = literalAction(text, at, to, goLiterals);
    const action = { from: at, to };
    if (literal) decoded.push(...literal);
    else holes.push(action);
    const word = /^\{\{-?\s*(\w+)/.exec(text.slice(at, at + 40))?.[1] ?? '';
    if (/^(?:if|with|range|define|block)$/.test(word)) branches.open();
    else if (word === 'else') branches.next(to);
    else if (word === 'end') branches.close(at);
    named.action(word, action);
    at = text.indexOf('{{', to);
  }
  const hidden = branches.finish(text.length);
  const partings = new Set(named.finish());
  if (partings.size === 0) return { holes, hidden, decoded };
  yield;
  for (const span of partings) decoded.push({ ...span, text: '---' });
  return { holes: holes.filter(hole => !partings.has(hole)), hidden, decoded, partings: [...partings] };
}

/** The offset behind the `}}` of the action at `at`; braces inside texts and comments do not count. */
function goActionEnd(text: string, at: number): number {
  const comment = /^\{\{-?\s*\/\*/.exec(text.slice(at, at + 20));
  if (!comment) return actionEnd(text, at, '"`');
  const end = text.indexOf('*/', at + comment[0].length);
  const close = end < 0 ? -1 : text.indexOf('}}', end);
  return close < 0 ? text.length : close + 2;
}

const jinjaLiterals = { quotes: '"\'', joins: '~+' };

/** The parts of a text that Jinja fills in. */
export function* jinjaParts(text: string): Generator<void, TemplateParts> {
  const holes: Span[] = [];
  const decoded: Replacement[] = [];
  const branches = new Branches();
  const start = /\{[{%#]/g;
  let seen = 0;
  for (let match = start.exec(text); match; match = start.exec(text)) {
    if (++seen % partsPerSlice === 0) yield;
    const at = match.index;
    if (match[0] === '{{') {
      const to = actionEnd(text, at, '"\'');
      const literal = literalAction(text, at, to, jinjaLiterals);
      if (literal) decoded.push(...literal);
      else holes.push({ from: at, to });
      start.lastIndex = to;
      continue;
    }
    const close = match[0] === '{%' ? '%}' : '#}';
    const end = text.indexOf(close, at + 2);
    // A `{#` may be anything; a comment of Jinja's is closed.
    if (end < 0 && close === '#}') continue;
    const to = end < 0 ? text.length : end + 2;
    start.lastIndex = to;
    const word = close === '%}' ? (/^\{%[-+]?\s*(\w+)/.exec(text.slice(at, to))?.[1] ?? '') : '';
    if (word === 'raw') {
      const raw = /\{%[-+]?\s*endraw\s*[-+]?%\}/g;
      raw.lastIndex = to;
      const last = raw.exec(text);
      // The marks go, and what stands between them is written as it is.
      decoded.push({ from: at, to, text: '' });
      if (!last) break;
      const behind = last.index + last[0].length;
      decoded.push({ from: last.index, to: behind, text: '' });
      // Braces written within are for a second pass, as Ansible makes over variables in variables.
      for (const { index, 0: again } of text.slice(to, last.index).matchAll(/\{\{ {0,9}'[^'\n]{0,99}' {0,9}\}\}/g))
        holes.push({ from: to + index, to: to + index + again.length });
      start.lastIndex = behind;
      continue;
    }
    holes.push({ from: at, to });
    if (/^(?:if|for|macro|block|filter|call)$/.test(word)) branches.open();
    else if (word === 'else' || word === 'elif') branches.next(to);
    else if (word.startsWith('end')) branches.close(at);
  }
  return { holes, hidden: branches.finish(text.length), decoded };
}
