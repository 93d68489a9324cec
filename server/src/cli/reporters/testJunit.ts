// `test --format junit`: a suite for each test, a case for each alert and expression in it. Layer: cli.
import { lineIndex } from '../../text/lineIndex';
import type { CaseResult, GroupResult } from '../../unittest/results';
import type { TestReport } from './testReport';
import { differences } from './testText';
import { attributes, escaped } from './xml';

interface Suite {
  readonly name: string;
  readonly cases: readonly string[];
  readonly failures: number;
  readonly errors: number;
}

export function testJunit(reports: readonly TestReport[]): string {
  const suites = reports.flatMap(suitesOf);
  const sum = (count: (suite: Suite) => number): number => suites.reduce((all, suite) => all + count(suite), 0);
  const all = {
    name: 'ml-alert-rules test',
    tests: sum(({ cases }) => cases.length),
    failures: sum(({ failures }) => failures),
    errors: sum(({ errors }) => errors),
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes(all)}>`,
    ...suites.flatMap(({ name, cases, failures, errors }) => [
      `  <testsuite${attributes({ name, tests: cases.length, failures, errors, skipped: 0 })}>`,
      ...cases,
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function suitesOf(report: TestReport): readonly Suite[] {
  const { path, errors, results } = report;
  const tests = results.flatMap(one => one.tests);
  const refused = errors.map(({ message }) => broken(path, 'load', message));
  if (refused.length > 0) return [{ name: path, cases: refused, failures: 0, errors: refused.length }];
  return tests.map(test => suiteOf(test, report));
}

function suiteOf({ test, faults, cases }: GroupResult, { path, text }: TestReport): Suite {
  const index = lineIndex(text);
  const broke = faults.map(({ message }) => broken(path, 'evaluate', message));
  return {
    name: `${path}: ${test.title}`,
    cases: [...broke, ...cases.map(one => caseOf(one, path, index.position(one.node.from).line + 1))],
    failures: cases.filter(({ failure }) => failure !== undefined).length,
    errors: faults.length,
  };
}

function caseOf({ kind, about, at, failure }: CaseResult, path: string, line: number): string {
  const what = kind === 'alert' ? `alert ${about}` : about.trim().replace(/\s+/g, ' ');
  const head = `    <testcase${attributes({ name: `${what} at ${at}`, classname: path, file: path, line })}`;
  if (!failure) return `${head}/>`;
  const message = failure.kind === 'error' ? failure.message : 'the result differs from what is expected';
  const rows = failure.kind === 'error' ? [failure.message] : differences(failure);
  return `${head}><failure${attributes({ message })}>${rows.map(escaped).join('\n')}</failure></testcase>`;
}

function broken(path: string, name: string, message: string): string {
  return `    <testcase${attributes({ name, classname: path, file: path })}><error${attributes({ message })}/></testcase>`;
}
