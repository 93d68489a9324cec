// `test --coverage`: which rules no test reaches, over the tests of all files. Layer: cli.
import { groupedBy } from '../../text/grouped';
import { type LineIndex, lineIndex } from '../../text/lineIndex';
import { merged, type TestedBranch, type TestedRule } from '../../unittest/coverage/rules';
import type { TestReport } from './testReport';

export interface CoveredFile {
  readonly file: string;
  readonly lines: LineIndex;
  readonly rules: readonly TestedRule[];
}

/** The rule files of all tests that were run, each once. */
export function coveredFiles(reports: readonly TestReport[]): readonly CoveredFile[] {
  const rules = merged(reports.flatMap(({ results }) => results.flatMap(one => one.rules)));
  const sources = new Map(reports.flatMap(report => [...report.sources]));
  return [...groupedBy(rules, ({ file }) => file)].map(([file, ofFile]) => ({
    file,
    lines: lineIndex(sources.get(file) ?? ''),
    rules: ofFile,
  }));
}

/** What fires in no test, and how much does. */
export function coverageText(reports: readonly TestReport[]): readonly string[] {
  const files = coveredFiles(reports);
  const rules = files.flatMap(one => one.rules);
  const branches = rules.flatMap(one => one.branches);
  const share = (some: readonly { readonly fired: boolean }[], what: string): string =>
    `${some.filter(({ fired }) => fired).length} of ${some.length} ${what}`;
  const parts = [
    `${share(
      rules.filter(({ kind }) => kind === 'alert'),
      'alerts',
    )} fire in a test`,
    ...(rules.some(({ kind }) => kind === 'record')
      ? [
          `${share(
            rules.filter(({ kind }) => kind === 'record'),
            'recording rules',
          )} give a series`,
        ]
      : []),
    ...(branches.length > 0 ? [`${share(branches, 'branches of `or`')} take part`] : []),
  ];
  return [`coverage: ${parts.join(', ')}`, ...files.flatMap(unreached)];
}

function unreached({ file, lines, rules }: CoveredFile): readonly string[] {
  const at = (offset: number): string => `  ${file}:${lines.position(offset).line + 1}`;
  return rules.flatMap(({ kind, name, span, fired, branches }) => {
    if (!fired) return [`${at(span.from)}: ${name} ${kind === 'alert' ? 'never fires' : 'gives no series'}`];
    const missed = branches.filter(one => !one.fired);
    const never = kind === 'alert' ? 'never fires by' : 'gives no series by';
    return missed.map(one => `${at(one.spans[0]?.from ?? span.from)}: ${name} ${never} \`${shortened(one)}\``);
  });
}

/** How much of a branch is printed. */
const longestBranch = 100;

function shortened({ text }: TestedBranch): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > longestBranch ? `${line.slice(0, longestBranch)}…` : line;
}
