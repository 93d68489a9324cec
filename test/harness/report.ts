// Reports as the command line prints them, made of texts in memory.
import { allChecks } from '../../server/src/checks/registry.gen';
import type { FileReport, Reporter, RunContext } from '../../server/src/cli/reporters/report';
import { lineIndex } from '../../server/src/text/lineIndex';
import { judgeFiles } from './judge';

/** A report about files of one workspace, with all that the command line knows of them. */
export function fileReports(files: Readonly<Record<string, string>>): readonly FileReport[] {
  const named = Object.entries(files).map(([name, text]) => ({ name, text }));
  const findings = judgeFiles(named);
  const sources = new Map(named.map(({ name, text }) => [name, { path: name, text, lines: lineIndex(text) }]));
  return named.map(({ name }) => ({
    ...sources.get(name)!,
    kinds: ['rules'],
    findings: findings.filter(({ file }) => file === name),
    sibling: other => sources.get(other),
  }));
}

/** What a run is like for which nothing is set. */
export const plainRun: RunContext = {
  root: process.cwd(),
  unreadable: [],
  known: 0,
  checks: allChecks,
  page: id => `# ${id}\n\n**warning**, since 0.1.0. Summary.\n\nWhy it is\nbad.\n`,
};

/** The text of a report about files of one workspace. */
export function reportOn(
  reporter: Reporter,
  files: Readonly<Record<string, string>>,
  run: Partial<RunContext> = {},
): string {
  return reporter(fileReports(files), { ...plainRun, ...run });
}
