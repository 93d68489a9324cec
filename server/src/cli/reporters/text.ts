// `--format text`: one finding with its line of the file and carets below the characters, for people and terminals.
// 1-based lines and columns. Layer: cli.
import type { Finding } from '../../checks/finding';
import { printable, printableUnits } from '../../text/printable';
import { type FileReport, positionOf, type RunContext } from './report';

/** All findings and one line with their number. */
export function textReport(files: readonly FileReport[], { known }: Pick<RunContext, 'known'>): string {
  const parts = files.flatMap(file => file.findings.map(finding => describe(file, finding)));
  parts.push(`${summary(files, known)}\n`);
  return parts.join('');
}

function describe(file: FileReport, finding: Finding): string {
  const start = positionOf(file, finding.from);
  const end = positionOf(file, finding.to);
  const at = `${file.path}:${start.line + 1}:${start.character + 1}`;
  const head = `${printable(`${at}: ${finding.severity}: ${finding.message} (${finding.check})`)}\n`;
  const lineStart = finding.from - start.character;
  const lineEnd = file.lines.line(start.line).to;
  const line = file.text.slice(lineStart, lineEnd);
  if (line.trim() === '') return head;
  const { shown, before, marked } = excerpt(
    line,
    start.character,
    end.line === start.line ? end.character : line.length,
  );
  const related = finding.related.map(place => {
    const source = place.file === undefined ? file : file.sibling(place.file);
    if (!source) return `  see ${printable(`${place.file}: ${place.message}`)}\n`;
    const position = positionOf(source, place.from);
    const where = `${source.path}:${position.line + 1}:${position.character + 1}`;
    return `  see ${printable(`${where}: ${place.message}`)}\n`;
  });
  return `${head}    ${shown}\n    ${pad(before)}${'^'.repeat(Math.max(1, widthOf(marked)))}\n${related.join('')}`;
}

/** Longer lines are shown in part, in characters: a file of one line would be printed whole for each finding. */
const longest = 400;

/** A line as it is printed, what stands before the found characters, and these. */
function excerpt(
  line: string,
  from: number,
  to: number,
): { readonly shown: string; readonly before: string; readonly marked: string } {
  const start = line.length > longest ? Math.max(0, from - longest / 4) : 0;
  const units = printableUnits(line.slice(start, start + longest), true);
  const lead = start > 0 ? '…' : '';
  return {
    shown: lead + units.join('') + (start + longest < line.length ? '…' : ''),
    before: lead + units.slice(0, from - start).join(''),
    marked: units.slice(from - start, to - start).join(''),
  };
}

/** Blanks as wide as `text`; tabs stay tabs, so that the carets stand below their characters. */
function pad(text: string): string {
  return [...text].map(c => (c === '\t' ? '\t' : ' ')).join('');
}

function widthOf(text: string): number {
  return [...text].length;
}

/** One line with the numbers of files and findings; `known` are those of a baseline. */
export function summary(files: readonly FileReport[], known: number): string {
  const findings = files.flatMap(file => file.findings);
  const counts = (['error', 'warning', 'info', 'hint'] as const)
    .map(severity => ({ severity, count: findings.filter(finding => finding.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => plural(count, severity));
  const judged = files.filter(file => file.kinds.length > 0).length;
  const read = judged === files.length ? plural(files.length, 'file') : `${judged} of ${plural(files.length, 'file')}`;
  const beside = known > 0 ? ` (${known} more in the baseline)` : '';
  return `${read} judged: ${counts.length > 0 ? counts.join(', ') : 'no findings'}${beside}`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 || word === 'info' ? '' : 's'}`;
}
