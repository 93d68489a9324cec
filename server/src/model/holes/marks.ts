// Readers of the engines with marks of their own: ERB's `<% %>`, the variables of Terraform, Flux and envsubst, Juju's
// `%%topology%%`, and the placeholders of scripts. What else stands in double braces is text to them. Layer: model.
import type { Span } from '../../text/span';
import { Branches, partsPerSlice, type Replacement, type TemplateParts } from './parts';

/** The parts of a text that ERB fills in, or Puppet's EPP. */
export function* erbParts(text: string): Generator<void, TemplateParts> {
  const holes: Span[] = [];
  const decoded: Replacement[] = [];
  const branches = new Branches();
  let seen = 0;
  for (let at = text.indexOf('<%'); at >= 0; ) {
    if (++seen % partsPerSlice === 0) yield;
    if (text[at + 2] === '%') {
      decoded.push({ from: at + 1, to: at + 2, text: '' });
      at = text.indexOf('<%', at + 3);
      continue;
    }
    const end = text.indexOf('%>', at + 2);
    const to = end < 0 ? text.length : end + 2;
    holes.push({ from: at, to });
    const code = text
      .slice(at + 2, to - 2)
      .replace(/-$/, '')
      .trim();
    if (
      /^[-\s]{0,9}(?:if|unless|case|for|while|begin)\b/.test(code) ||
      /(?:\bdo|\{)(?: ?\|[^|]{0,99}\|)?$/.test(code.slice(-110))
    )
      branches.open();
    else if (/^[-}\s]{0,9}(?:else|elsif|when)\b/.test(code)) branches.next(to);
    else if (/^[-\s]{0,9}(?:end\b|\})/.test(code)) branches.close(at);
    at = text.indexOf('<%', to);
  }
  return { holes, hidden: branches.finish(text.length), decoded };
}

/** More characters than this an expression of Terraform's, or a default of Flux's, rarely has. */
const longest = 2000;

/**
 * The parts of a text with variables: `${name}`, `${NAME:=default}`, `${expression(…)}`, `$NAME`, and Terraform's directives
 * `%{ if … }`. Doubled signs stand for themselves.
 */
export function* variableParts(text: string): Generator<void, TemplateParts> {
  const holes: Span[] = [];
  const decoded: Replacement[] = [];
  const branches = new Branches();
  const groups = groupNames(text);
  /** Behind the last action in double braces that was looked at: its variables are the template's. */
  let actionTo = 0;
  /** Behind the last hole. */
  let holeTo = 0;
  let brace = 0;
  /** The first closing brace from `at` on: where that is far away, what never ends need not be looked through. */
  const nextBrace = (at: number): number => {
    if (brace < at) brace = text.indexOf('}', at);
    if (brace < 0) brace = Number.POSITIVE_INFINITY;
    return brace;
  };
  let seen = 0;
  for (const { 0: sign, index: at } of text.matchAll(VARIABLE)) {
    if (++seen % partsPerSlice === 0) yield;
    if (at < holeTo) continue;
    if (sign === '{{') {
      const end = text.indexOf('}}', at + 2);
      actionTo = end < 0 ? actionTo : end;
    } else if (sign === '$$') {
      if (DATA.test(text.slice(at + 2, at + 20))) decoded.push({ from: at, to: at + 1, text: '' });
    } else if (sign === '$${' || sign === '%%{') {
      if (isNameOfGroup(text, at + 3, groups)) continue;
      decoded.push({ from: at, to: at + 1, text: '' });
    } else if (sign === '${' || sign === '${{' || sign === '%{') {
      if (nextBrace(at) - at > longest) continue;
      const to = closingBrace(text, at + sign.length - 1, sign === '${{' ? 2 : 1);
      if (to === undefined || (sign === '${' && isNameOfGroup(text, at + 2, groups))) continue;
      holes.push({ from: at, to });
      holeTo = to;
      if (sign !== '%{') continue;
      const word = /\w+/.exec(text.slice(at, at + 40))?.[0];
      if (word === 'if' || word === 'for') branches.open();
      else if (word === 'else') branches.next(to);
      else branches.close(at);
    } else if (at >= actionTo) holes.push({ from: at, to: at + sign.length });
  }
  return { holes, hidden: branches.finish(text.length), decoded };
}

const VARIABLE =
  /\{\{|\$\$\{(?=\w)|\$\$(?=[lve])|%%\{(?=~?[ \t]*(?:if|for|else|endif|endfor)\b)|\$\{\{(?= ?(?:[A-Z][A-Z0-9_]*|(?:secrets|vars|env|inputs|github|matrix|needs|steps)\.[\w.]+) ?\}\})|\$\{(?= ?(?!__)[A-Za-z_])|%\{(?=~?[ \t]*(?:if|for|else|endif|endfor)\b)|\$[A-Z][A-Z0-9_]+\b/g;

/** What Prometheus' templates know by a name with one sign. */
const DATA = /^(?:labels|value|externalLabels|externalURL)\b/;

/** The names of groups in the regular expressions of a text: `label_replace` writes them as variables are written. */
function groupNames(text: string): ReadonlySet<string> {
  return new Set(Array.from(text.matchAll(/\?P?<(\w{1,100})>/g), ([, name]) => name!));
}

function isNameOfGroup(text: string, at: number, groups: ReadonlySet<string>): boolean {
  const name = /^\w+/.exec(text.slice(at, at + 100))?.[0];
  return name !== undefined && (/^\d/.test(name) || groups.has(name));
}

/** The offset behind the brace that closes the one at `at`; undefined where the line ends before, and not within a call. */
function closingBrace(text: string, at: number, width: number): number | undefined {
  const last = Math.min(text.length, at + longest);
  let depth = width;
  let calls = 0;
  for (let i = at + 1; i < last; i++) {
    const char = text[i];
    if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return i + 1;
    else if (char === '(') calls++;
    else if (char === ')') calls--;
    else if (char === '\n' && calls <= 0) return undefined;
  }
  return undefined;
}

/** Names in capitals in double braces, which a script replaces: other braces are the target's own. */
export function* placeholderParts(text: string): Generator<void, TemplateParts> {
  const holes: Span[] = [];
  for (const { index: from, 0: sign } of text.matchAll(/\{\{ ?[A-Z][A-Z0-9]{0,50}_[A-Z0-9_]{1,100} ?\}\}/g)) {
    holes.push({ from, to: from + sign.length });
    if (holes.length % partsPerSlice === 0) yield;
  }
  return { holes, hidden: [], decoded: [] };
}

/** The parts of a rule of a charm: where Juju puts its matchers, any matcher stands for them. */
export function* jujuParts(text: string): Generator<void, TemplateParts> {
  const holes: Span[] = [];
  const decoded: Replacement[] = [];
  let seen = 0;
  for (const { index: from, 0: sign } of text.matchAll(/%%\w+%%/g)) {
    if (++seen % partsPerSlice === 0) yield;
    const to = from + sign.length;
    if (/[{,][ \t]*$/.test(text.slice(Math.max(0, from - 10), from))) decoded.push({ from, to, text: matcher });
    else holes.push({ from, to });
  }
  return { holes, hidden: [], decoded };
}

/** True of every target; quoted as any scalar of YAML may hold it. */
const matcher = 'job!=``';
