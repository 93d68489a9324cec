// Readers of the engines with marks of their own: ERB's `<% %>`, the variables of Terraform, Flux and envsubst, and Juju's
// `%%topology%%`. What stands in double braces is text to them. Layer: model.
import type { Span } from '../../text/span';
import { Branches, type Replacement, type TemplateParts } from './parts';

/** The parts of a text that ERB fills in, or Puppet's EPP. */
export function erbParts(text: string): TemplateParts {
  const holes: Span[] = [];
  const decoded: Replacement[] = [];
  const branches = new Branches();
  for (let at = text.indexOf('<%'); at >= 0; ) {
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
export function variableParts(text: string): TemplateParts {
  const holes: Span[] = [];
  const decoded: Replacement[] = [];
  const branches = new Branches();
  const own = new RegExp(VARIABLE, 'g');
  /** Behind the last action in double braces that was looked at: its variables are the template's. */
  let actionTo = 0;
  for (let match = own.exec(text); match; match = own.exec(text)) {
    const at = match.index;
    const [sign] = match;
    if (sign === '{{') {
      const end = text.indexOf('}}', at + 2);
      actionTo = end < 0 ? actionTo : end;
    } else if (sign === '$${' || sign === '%%{') {
      if (isNameOfGroup(text, at + 3)) continue;
      decoded.push({ from: at, to: at + 1, text: '' });
    } else if (sign === '${' || sign === '${{' || sign === '%{') {
      const to = closingBrace(text, at + sign.length - 1, sign === '${{' ? 2 : 1);
      if (to === undefined || (sign === '${' && isNameOfGroup(text, at + 2))) continue;
      holes.push({ from: at, to });
      own.lastIndex = to;
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
  /\{\{|\$\$\{(?=\w)|%%\{(?=~?[ \t]*(?:if|for|else|endif|endfor)\b)|\$\{\{(?= ?(?:[A-Z][A-Z0-9_]*|(?:secrets|vars|env|inputs|github|matrix|needs|steps)\.[\w.]+) ?\}\})|\$\{(?= ?(?!__)[A-Za-z_])|%\{(?=~?[ \t]*(?:if|for|else|endif|endfor)\b)|\$[A-Z][A-Z0-9_]+\b/;

/** Whether the name at `at` is that of a group in a regular expression of the text: `label_replace` writes it this way. */
function isNameOfGroup(text: string, at: number): boolean {
  const name = /^\w+/.exec(text.slice(at, at + 100))?.[0];
  return name !== undefined && (/^\d/.test(name) || text.includes(`?P<${name}>`) || text.includes(`?<${name}>`));
}

/** The offset behind the brace that closes the one at `at`; undefined where the line ends before. */
function closingBrace(text: string, at: number, width: number): number | undefined {
  const last = Math.min(text.length, at + longest);
  let depth = width;
  for (let i = at + 1; i < last && text[i] !== '\n'; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return i + 1;
  }
  return undefined;
}

/** The parts of a rule of a charm: where Juju puts its matchers, any matcher stands for them. */
export function jujuParts(text: string): TemplateParts {
  const holes: Span[] = [];
  const decoded: Replacement[] = [];
  for (const { index: from, 0: sign } of text.matchAll(/%%\w+%%/g)) {
    const to = from + sign.length;
    if (/[{,][ \t]*$/.test(text.slice(Math.max(0, from - 10), from))) decoded.push({ from, to, text: matcher });
    else holes.push({ from, to });
  }
  return { holes, hidden: [], decoded };
}

/** True of every target; quoted as any scalar of YAML may hold it. */
const matcher = 'job!=``';
