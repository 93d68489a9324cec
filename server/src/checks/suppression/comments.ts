// Comments that silence findings: `# ml-alert-rules disable <id or family> [until DATE] [reason]` and pint's own.
// An error is the target's refusal and stays. Works on file offsets and lines. Layer: checks.
import type { LineIndex } from '../../text/lineIndex';
import { sortInSlices } from '../../text/slices';
import type { Span } from '../../text/span';
import type { Check } from '../check';
import type { Finding } from '../finding';

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
  /** In ascending order. */
  readonly comments: readonly FileComment[];
  readonly lines: LineIndex;
  /** Rules (and other wholes a comment in or directly above them belongs to), as file spans in ascending order. */
  readonly wholes: readonly Span[];
  readonly checks: readonly Pick<Check, 'id' | 'pint'>[];
  /** `YYYY-MM-DD`; without it nothing expires. */
  readonly today?: string;
}

/** Texts without which no such comment is there. A single character is found many times faster than a word. */
const needed: readonly (readonly string[])[] = [['#'], ['ml-alert-rules', 'pint ']];

/** Words that a text does not have, so that it can hold no such comment: the quick answer for nearly every file. */
export function missingForDirectives(text: string): readonly string[] | undefined {
  return needed.find(words => !words.some(word => text.includes(word)));
}

/** How many comments are looked at between two yields. */
const commentsPerSlice = 256;

/** Applies the comments to the findings, in slices. */
export function* suppress(findings: readonly Finding[], input: SuppressionInput): Generator<void, Suppressed> {
  const directives: Directive[] = [];
  for (const [i, comment] of input.comments.entries()) {
    if (i % commentsPerSlice === commentsPerSlice - 1) yield;
    const directive = parseDirective(comment);
    if (directive) directives.push(directive);
  }
  if (directives.length === 0) return { findings, problems: [] };
  yield;
  const problems: Suppressed['problems'][number][] = [];
  const silenced = new Set<Finding>();
  const areas = new Areas(input);
  yield;
  const silence = silencer(yield* sortInSlices(findings, byStart), input.checks, silenced);
  for (const [i, directive] of directives.entries()) {
    if (i % commentsPerSlice === commentsPerSlice - 1) yield;
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
    const area = areas.of(directive);
    for (const word of directive.names) {
      const outcome = silence(word.name, directive.pint, area);
      // What a server says is not known everywhere that the file is judged.
      const isLive = outcome === 'none' && /^live(?:\/|$)/.test(word.name);
      if (directive.pint || isLive || outcome === 'silenced') continue;
      if (outcome === 'unknown') problems.push(unknown(word));
      else {
        problems.push({
          from: word.from,
          to: word.to,
          ...(outcome === 'error'
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
  }
  return { findings: findings.filter(finding => !silenced.has(finding)), problems };
}

/** What a word of a comment did to an area: its findings are silenced, are errors, or there are none. */
type Outcome = 'unknown' | 'silenced' | 'error' | 'none';

/** Silences findings of an area; a word and area that come again, as in rows of equal comments, are looked up once. */
function silencer(
  ordered: readonly Finding[],
  checks: SuppressionInput['checks'],
  silenced: Set<Finding>,
): (name: string, pint: boolean, area: Span) => Outcome {
  const known = new Map<string, Outcome>();
  const coverages = new Map<string, Coverage | undefined>();
  const coverageOf = (name: string, pint: boolean): Coverage | undefined => {
    const key = `${pint} ${name}`;
    if (!coverages.has(key)) coverages.set(key, coverage(name, pint, checks));
    return coverages.get(key);
  };
  const look = (name: string, pint: boolean, area: Span): Outcome => {
    const covers = coverageOf(name, pint);
    if (!covers) return 'unknown';
    let outcome: Outcome = 'none';
    for (let i = firstFrom(ordered, area.from); i < ordered.length && ordered[i]!.from <= area.to; i++) {
      const finding = ordered[i]!;
      if (!covers(finding.check)) continue;
      if (finding.severity !== 'error') {
        silenced.add(finding);
        outcome = 'silenced';
      } else if (outcome === 'none') outcome = 'error';
    }
    return outcome;
  };
  return (name, pint, area) => {
    const key = `${area.from} ${area.to} ${pint} ${name}`;
    const outcome = known.get(key) ?? look(name, pint, area);
    known.set(key, outcome);
    return outcome;
  };
}

function byStart(a: Span, b: Span): number {
  return a.from - b.from;
}

/** The index of the first of `ordered` that begins at `from` or behind it. */
function firstFrom(ordered: readonly Pick<Span, 'from'>[], from: number): number {
  let low = 0;
  let high = ordered.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ordered[middle]!.from < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

function unknown(word: Span & { readonly name: string }): Suppressed['problems'][number] {
  return {
    from: word.from,
    to: word.to,
    code: 'comments/unknown-check',
    message: `No check or family is named \`${word.name}\`; the comment silences nothing.`,
  };
}

type Coverage = (id: string) => boolean;

/** Tells which ids a word silences; undefined where it names neither a check nor a family. */
function coverage(name: string, pint: boolean, checks: readonly Pick<Check, 'id' | 'pint'>[]): Coverage | undefined {
  if (name === '*') return () => true;
  if (pint) {
    const ids = new Set(checks.filter(check => check.id === name || check.pint?.includes(name)).map(check => check.id));
    return ids.size > 0 ? id => ids.has(id as Check['id']) : undefined;
  }
  if (checks.some(check => check.id === name)) return id => id === name;
  return checks.some(check => check.id.startsWith(`${name}/`)) ? id => id.startsWith(`${name}/`) : undefined;
}

/** The part of the file that a comment is about. */
class Areas {
  /** For each line of nothing but a comment, the first line behind it that is none. */
  private readonly behind = new Map<number, number>();

  constructor(private readonly input: SuppressionInput) {
    const { comments, lines } = input;
    for (let i = comments.length - 1; i >= 0; i--) {
      if (!comments[i]!.ownLine) continue;
      const { line } = lines.position(comments[i]!.from);
      this.behind.set(line, this.skipComments(line + 1));
    }
  }

  of({ comment, scope }: Directive): Span {
    const { lines, wholes } = this.input;
    const line = lines.position(comment.from).line;
    if (scope === 'file') return { from: 0, to: Number.POSITIVE_INFINITY };
    if (scope === 'line' || (scope === 'here' && !comment.ownLine)) return lines.line(line);
    const content = this.skipComments(line + 1);
    if (scope === 'here') {
      const after = firstFrom(wholes, comment.from + 1);
      const inside = wholes[after - 1];
      if (inside && comment.from < inside.to) return inside;
      // Directly above: only comments in between.
      const next = wholes[after];
      if (next && content === lines.position(next.from).line) return next;
    }
    return lines.line(content);
  }

  private skipComments(line: number): number {
    return this.behind.get(line) ?? line;
  }
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
