// What stays of a finding when lines move: its check, the rule or receiver that it stands in, and the text it is about.
// Read from the text alone, so that it is the same for files that a template engine fills in. Layer: cli.
import type { Finding } from '../checks/finding';
import { digestOf } from './digest';
import type { FileReport, SourceText } from './reporters/report';
import { positionOf } from './reporters/report';

export interface Identity {
  readonly check: string;
  /** Name of the innermost list item around it that has one: an alert, a recorded series, a receiver, a group. */
  readonly owner: string;
  /** What is found, with blanks and line breaks as one blank. */
  readonly text: string;
}

/** The identity of each of a file's findings, in their order. */
export function identitiesOf(file: FileReport): readonly Identity[] {
  return file.findings.map(finding => ({
    check: finding.check,
    owner: ownerOf(file, finding.from),
    text: foundText(file, finding),
  }));
}

/** For each of some identities how many equal ones come before it. */
export function ordinals(identities: readonly Identity[]): readonly number[] {
  const seen = new Map<string, number>();
  return identities.map(identity => {
    const key = keyOf(identity);
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return before;
  });
}

/** An identity as one text. */
export function keyOf({ check, owner, text }: Identity): string {
  return JSON.stringify([check, owner, text]);
}

/**
 * A fingerprint for each of a file's findings, unlike all others of the file and the same as long as nobody edits what is
 * found, whatever comes or goes around it. `path` is the file's name for the build server.
 */
export function fingerprintsOf(file: FileReport, path: string): readonly string[] {
  const identities = identitiesOf(file);
  const numbers = ordinals(identities);
  return identities.map((identity, i) =>
    digestOf(JSON.stringify([path, identity.check, identity.owner, identity.text, numbers[i]])).slice(0, 32),
  );
}

function foundText(file: SourceText, { from, to }: Finding): string {
  const found = file.text.slice(from, to).trim();
  if (found !== '') return found.replace(/\s+/g, ' ');
  const line = file.lines.line(positionOf(file, from).line);
  return file.text.slice(line.from, line.to).trim();
}

const nameKey = /^(?:alert|record|name|receiver) ?:(?=[ \t])/;

const nameInBraces = /[{ ](?:alert|record|name|receiver): ([^,}]*)/;

/** Names are looked for so many lines up and down: items of a list are hardly ever longer. */
const farthest = 200;

/** The name of the innermost list item around an offset that has one; '' where there is none. */
function ownerOf(file: SourceText, offset: number): string {
  const lineAt = (line: number): string => {
    const { from, to } = file.lines.line(line);
    return file.text.slice(from, Math.min(to, from + 300));
  };
  const start = positionOf(file, offset).line;
  let indent = Number.POSITIVE_INFINITY;
  for (let line = start; line >= 0 && start - line < farthest; line--) {
    const text = lineAt(line);
    const item = /^([ \t]*)-[ \t]+/.exec(text);
    const own = text.search(/[^ \t]/);
    if (own < 0 || text[own] === '#') continue;
    if (item && item[1]!.length < indent) {
      const name = nameIn(line, item[0].length, lineAt, file.lines.lineCount);
      if (name !== undefined) return name;
      indent = item[1]!.length;
    } else if (own < indent) indent = own;
  }
  return '';
}

/** The name that an item gives itself by a key of its own, `indent` characters from the start of its lines. */
function nameIn(
  first: number,
  indent: number,
  lineAt: (line: number) => string,
  lineCount: number,
): string | undefined {
  for (let line = first; line < lineCount && line - first < farthest; line++) {
    const text = lineAt(line);
    const own = line === first ? indent : text.search(/[^ \t]/);
    if (own < 0 || text[own] === '#') continue;
    if (own < indent) return undefined;
    if (own > indent) continue;
    const name = (text[own] === '{' ? nameInBraces : nameKey).exec(text.slice(own));
    if (name) return withoutQuotes(name[1] ?? text.slice(own + name[0].length));
  }
  return undefined;
}

/** A name as it is written, without quotes around it and a comment behind it. */
function withoutQuotes(written: string): string {
  const text = written.trim();
  const quote = text[0];
  const close = quote === '"' || quote === "'" ? text.indexOf(quote, 1) : -1;
  if (close > 0) return text.slice(1, close);
  const comment = text.indexOf(' #');
  return comment < 0 ? text : text.slice(0, comment).trimEnd();
}
