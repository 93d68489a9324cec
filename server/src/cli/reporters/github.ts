// `--format github`: workflow commands, which GitHub shows as annotations of the files. 1-based lines and columns.
// Layer: cli. Hints are left out: of a step ten annotations of a kind are shown.
import type { Severity } from '../../checks/check';
import type { Finding } from '../../checks/finding';
import { printable } from '../../text/printable';
import { pathFrom } from '../paths';
import { type FileReport, positionOf, type RunContext } from './report';
import { summary } from './text';

const commands: Readonly<Partial<Record<Severity, string>>> = { error: 'error', warning: 'warning', info: 'notice' };

/** One command for each finding, and a plain line with their number. */
export function githubReport(files: readonly FileReport[], { root, unreadable, known }: RunContext): string {
  const lines = [
    ...unreadable.map(({ path, reason }) => command('error', { file: pathFrom(root, path) }, reason)),
    ...files.flatMap(file => file.findings.flatMap(finding => annotation(file, finding, pathFrom(root, file.path)))),
  ];
  return `${[...lines, summary(files, known)].join('\n')}\n`;
}

function annotation(file: FileReport, finding: Finding, path: string): readonly string[] {
  const name = commands[finding.severity];
  if (name === undefined) return [];
  const start = positionOf(file, finding.from);
  const end = positionOf(file, finding.to);
  const place = {
    file: path,
    line: start.line + 1,
    endLine: end.line + 1,
    // Columns count only within one line, and the last one belongs to what is marked.
    ...(start.line === end.line
      ? { col: start.character + 1, endColumn: Math.max(end.character, start.character + 1) }
      : {}),
    title: finding.check,
  };
  return [command(name, place, finding.message)];
}

function command(name: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const written = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`);
  return `::${name} ${written.join(',')}::${data(printable(message))}`;
}

/** A text in which the runner finds no end of the line; what a log would obey is shown escaped. */
function data(text: string): string {
  return printable(text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'));
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
