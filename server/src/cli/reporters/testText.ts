// `test --format text`: what failed, with what was expected and what came out side by side. Layer: cli.
import { lineIndex } from '../../text/lineIndex';
import { printable } from '../../text/printable';
import type { CaseFailure, CaseResult, GroupResult } from '../../unittest/results';
import { passes } from '../../unittest/results';
import { coverageText } from './testCoverage';
import type { TestReport } from './testReport';

/** A line for each file, what failed below it, and one line with the numbers. */
export function testText(reports: readonly TestReport[], { coverage }: { readonly coverage: boolean }): string {
  const lines = [...reports.flatMap(ofFile), ...(coverage ? coverageText(reports) : [])];
  return `${[...lines, summary(reports)].map(line => printable(line)).join('\n')}\n`;
}

function ofFile(report: TestReport): readonly string[] {
  const { path, text, errors, warnings, results } = report;
  const tests = results.flatMap(one => one.tests);
  const isFine = errors.length === 0 && tests.every(passes);
  const index = lineIndex(text);
  const line = (offset: number): number => index.position(offset).line + 1;
  return [
    `${isFine ? 'ok' : 'FAILED'}  ${path}`,
    ...warnings.map(message => `  warning: ${message}`),
    ...errors.map(error => `  ${error.file}${error.line > 0 ? `:${error.line}` : ''}: ${error.message}`),
    ...tests.filter(test => !passes(test)).flatMap(test => ofTest(test, path, line)),
  ];
}

function ofTest(
  { test, faults, cases }: GroupResult,
  path: string,
  line: (offset: number) => number,
): readonly string[] {
  return [
    `  ${test.title}`,
    ...faults.map(({ message, node }) => `    ${path}:${line(node.from)}: ${message}`),
    ...cases.flatMap(one => (one.failure ? ofCase(one, one.failure, path, line) : [])),
  ];
}

function ofCase(
  { kind, about, at: time, node }: CaseResult,
  failure: CaseFailure,
  path: string,
  line: (offset: number) => number,
): readonly string[] {
  const what = kind === 'alert' ? `alert ${about}` : about.trim().replace(/\s+/g, ' ');
  const at = `    ${path}:${line(node.from)}: ${what} at ${time}`;
  if (failure.kind === 'error') return [`${at}: ${failure.message}`];
  const rows = differences(failure);
  return [at, ...rows.map(row => `      ${row}`), '      (- expected, + what came out)'];
}

/** How many rows of a comparison are printed. */
const mostRows = 20;

/** Expected and got line by line: what only one of them has is marked, and what both have stands between as it is. */
export function differences({ items }: Extract<CaseFailure, { readonly kind: 'differs' }>): readonly string[] {
  const rows = items.map(({ text, only }) => `${only === undefined ? ' ' : only === 'expected' ? '-' : '+'} ${text}`);
  return rows.length <= mostRows ? rows : [...rows.slice(0, mostRows), `  … and ${rows.length - mostRows} more`];
}

function summary(reports: readonly TestReport[]): string {
  const tests = reports.flatMap(({ results }) => results.flatMap(one => one.tests));
  const failed = tests.filter(test => !passes(test)).length;
  const refused = reports.filter(({ errors }) => errors.length > 0).length;
  const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  const parts = [count(tests.length - failed, 'test'), 'passed'];
  return [parts.join(' '), `${failed} failed`, ...(refused > 0 ? [`${count(refused, 'file')} not run`] : [])].join(
    ', ',
  );
}
