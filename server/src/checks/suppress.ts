// Comments that silence findings: `# ml-alert-rules disable <id or family> [until DATE] [reason]` and pint's own.
// An error is the target's refusal and stays. Works on file offsets and lines. Layer: checks.
import type { LineIndex } from '../text/lineIndex';
import type { Span } from '../text/span';
import type { Check } from './check';
import type { Finding } from './finding';

/** A comment of the file, or of YAML text in it, at its place in the file. */
export interface FileComment extends Span {
  /** Without the `#`. */
  readonly text: string;
  /** Whether it has the line to itself. */
  readonly ownLine: boolean;
}

type Scope = 'here' | 'line' | 'next-line' | 'file';

interface Directive {
  readonly comment: FileComment;
  /** The words that name checks, each with its place; '*' silences all. */
  readonly names: readonly (Span & { readonly name: string })[];
  readonly scope: Scope;
  /** `YYYY-MM-DD`: silences up to and with this day. */
  readonly until?: string;
  readonly pint: boolean;
}

/** What suppression did: the findings that stay, and what is wrong with the comments themselves. */
export interface Suppressed {
  readonly findings: readonly Finding[];
  readonly problems: readonly (Span & { readonly code: SuppressionProblem; readonly message: string })[];
}

export type SuppressionProblem =
  | 'comments/unknown-check'
  | 'comments/unused-suppression'
  | 'comments/expired-suppression'
  | 'comments/suppressed-error';

export interface SuppressionInput {
  readonly comments: readonly FileComment[];
  readonly lines: LineIndex;
  /** Rules (and other wholes a comment in or directly above them belongs to), as file spans in ascending order. */
  readonly wholes: readonly Span[];
  readonly checks: readonly Pick<Check, 'id' | 'pint'>[];
  /** `YYYY-MM-DD`; without it nothing expires. */
  readonly today?: string;
}

/** Whether a text can hold such a comment at all: the quick answer for nearly every file. */
export function mayHaveDirectives(text: string): boolean {
  return text.includes('ml-alert-rules') || text.includes('pint ');
}

/** Applies the comments to the findings. */
export function suppress(findings: readonly Finding[], input: SuppressionInput): Suppressed {
  const directives = input.comments.flatMap(comment => parseDirective(comment) ?? []);
  if (directives.length === 0) return { findings, problems: [] };
  const problems: Suppressed['problems'][number][] = [];
  const silenced = new Set<Finding>();
  for (const directive of directives) {
    const expired = directive.until !== undefined && input.today !== undefined && directive.until < input.today;
    if (expired) {
      problems.push({
        from: directive.comment.from,
        to: directive.comment.to,
        code: 'comments/expired-suppression',
        message: `This comment silences nothing since ${directive.until}; remove it or give a later date.`,
      });
      continue;
    }
    const area = areaOf(directive, input);
    for (const word of directive.names) {
      const covers = coverage(word.name, directive.pint, input.checks);
      if (!covers) {
        if (!directive.pint) problems.push(unknown(word));
        continue;
      }
      const inArea = findings.filter(f => area.from <= f.from && f.from <= area.to && covers(f.check));
      const hit = inArea.filter(f => f.severity !== 'error');
      for (const finding of hit) silenced.add(finding);
      if (hit.length > 0 || directive.pint) continue;
      problems.push({
        from: word.from,
        to: word.to,
        ...(inArea.length > 0
          ? {
              code: 'comments/suppressed-error' as const,
              message: `\`${word.name}\` is an error here: the target refuses it, so a comment cannot silence it.`,
            }
          : {
              code: 'comments/unused-suppression' as const,
              message: `There is no finding of \`${word.name}\` here to silence; remove the comment.`,
            }),
      });
    }
  }
  return { findings: findings.filter(finding => !silenced.has(finding)), problems };
}

function unknown(word: Span & { readonly name: string }): Suppressed['problems'][number] {
  return {
    from: word.from,
    to: word.to,
    code: 'comments/unknown-check',
    message: `No check or family is named \`${word.name}\`; the comment silences nothing.`,
  };
}

/** Tells which ids a word silences; undefined where it names neither a check nor a family. */
function coverage(
  name: string,
  pint: boolean,
  checks: readonly Pick<Check, 'id' | 'pint'>[],
): ((id: string) => boolean) | undefined {
  if (name === '*') return () => true;
  if (pint) {
    const ids = new Set(checks.filter(check => check.id === name || check.pint?.includes(name)).map(check => check.id));
    return ids.size > 0 ? id => ids.has(id as Check['id']) : undefined;
  }
  if (checks.some(check => check.id === name)) return id => id === name;
  return checks.some(check => check.id.startsWith(`${name}/`)) ? id => id.startsWith(`${name}/`) : undefined;
}

function areaOf(directive: Directive, input: SuppressionInput): Span {
  const { comment, scope } = directive;
  const { lines, wholes } = input;
  const line = lines.position(comment.from).line;
  if (scope === 'file') return { from: 0, to: Number.POSITIVE_INFINITY };
  if (scope === 'line' || (scope === 'here' && !comment.ownLine)) return lines.line(line);
  if (scope === 'here') {
    const inside = wholes.find(whole => whole.from <= comment.from && comment.from < whole.to);
    if (inside) return inside;
    // Directly above: only comments and blank lines in between.
    const next = wholes.find(whole => whole.from > comment.from);
    const isBetween = (l: number): boolean =>
      input.comments.some(other => other.ownLine && lines.position(other.from).line === l);
    if (next) {
      const first = lines.position(next.from).line;
      let at = line + 1;
      while (at < first && isBetween(at)) at++;
      if (at === first) return next;
    }
  }
  return lines.line(nextContentLine(line, input));
}

function nextContentLine(line: number, { comments, lines }: SuppressionInput): number {
  let at = line + 1;
  while (comments.some(other => other.ownLine && lines.position(other.from).line === at)) at++;
  return at;
}

const ownScopes: Readonly<Record<string, Scope>> = {
  disable: 'here',
  'disable-line': 'line',
  'disable-next-line': 'next-line',
  'disable-file': 'file',
};

const pintScopes: Readonly<Record<string, Scope>> = {
  disable: 'here',
  'file/disable': 'file',
  'ignore/line': 'line',
  'ignore/next-line': 'next-line',
  'ignore/file': 'file',
};

function parseDirective(comment: FileComment): Directive | undefined {
  const match = /^\s*(ml-alert-rules|pint)\s+(\S+)/.exec(comment.text);
  if (!match) return undefined;
  const pint = match[1] === 'pint';
  const word = match[2]!;
  const scopes = pint ? pintScopes : ownScopes;
  if (!Object.hasOwn(scopes, word)) return undefined;
  const rest = comment.text.slice(match[0].length);
  const whole = { from: comment.from, to: comment.to, name: '*' };
  if (pint && word.startsWith('ignore/')) return { comment, names: [whole], scope: scopes[word]!, pint };
  // The comment's text begins behind its `#`.
  const base = comment.from + 1 + match[0].length;
  // pint allows an argument behind the check: `promql/series(my_metric)`.
  const list = /^\s*([^\s,(]+(?:\([^)]*\))?(?:\s*,\s*[^\s,(]+)*)/.exec(rest);
  const names = [...(list?.[1] ?? '').matchAll(/([^\s,(]+)(\([^)]*\))?/g)].map(found => {
    const from = base + list![0].length - list![1]!.length + found.index;
    return { name: found[1]!, from, to: from + found[1]!.length };
  });
  const until = /^\s+until\s+(\d{4}-\d{2}-\d{2})\b/.exec(rest.slice(list?.[0].length ?? 0))?.[1];
  return { comment, names, scope: scopes[word]!, pint, ...(until ? { until } : {}) };
}
