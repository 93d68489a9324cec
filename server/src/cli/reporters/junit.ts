// `--format junit`: a test suite for each file, a failed test for each error and warning. 1-based lines and columns.
// Layer: cli. A build that counts failed tests as unstable is so from the first warning; the exit status says what fails.
import type { Finding } from '../../checks/finding';
import { identitiesOf, ordinals } from '../identity';
import { type FileReport, positionOf, type RunContext } from './report';
import { escaped, attributes as written } from './xml';

interface Suite {
  readonly name: string;
  readonly cases: readonly string[];
  readonly failures: number;
  readonly errors: number;
  /** What is told beside the tests, line by line. */
  readonly remarks: readonly string[];
}

/** All findings as one XML document. */
export function junitReport(files: readonly FileReport[], { unreadable }: RunContext): string {
  const suites = [
    ...unreadable.map(unread),
    ...files.filter(file => file.kinds.length > 0 || file.findings.length > 0).map(suiteOf),
  ];
  // A report without any test is taken for a failed build.
  if (suites.length === 0) suites.push(passed('ml-alert-rules', 'no file with rules or routes'));
  const sum = (count: (suite: Suite) => number): number => suites.reduce((all, suite) => all + count(suite), 0);
  const counts = {
    name: 'ml-alert-rules',
    tests: sum(suite => suite.cases.length),
    failures: sum(suite => suite.failures),
    errors: sum(suite => suite.errors),
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${written(counts)}>`,
    ...suites.flatMap(linesOf),
    '</testsuites>',
    '',
  ].join('\n');
}

function linesOf({ name, cases, failures, errors, remarks }: Suite): readonly string[] {
  return [
    `  <testsuite${written({ name, tests: cases.length, failures, errors, skipped: 0 })}>`,
    ...cases,
    ...(remarks.length > 0 ? [`    <system-out>${remarks.map(escaped).join('\n')}</system-out>`] : []),
    '  </testsuite>',
  ];
}

function suiteOf(file: FileReport): Suite {
  const identities = identitiesOf(file);
  const numbers = ordinals(identities.map(({ check, owner }) => ({ check, owner, text: '' })));
  const cases: string[] = [];
  const remarks: string[] = [];
  for (const [i, finding] of file.findings.entries()) {
    const said = line(file, finding);
    if (finding.severity !== 'error' && finding.severity !== 'warning') {
      remarks.push(said);
      continue;
    }
    const { check, owner } = identities[i]!;
    // The name has no line in it: a build server follows a test by its name from one build to the next.
    const number = numbers[i]! > 0 ? ` (${numbers[i]! + 1})` : '';
    const test = {
      name: `${check}${owner === '' ? '' : `: ${owner}`}${number}`,
      classname: file.path,
      file: file.path,
      line: positionOf(file, finding.from).line + 1,
    };
    const failure = { type: finding.severity, message: finding.message };
    cases.push(
      [
        `    <testcase${written(test)}>`,
        `      <failure${written(failure)}>${escaped(said)}</failure>`,
        '    </testcase>',
      ].join('\n'),
    );
  }
  if (cases.length === 0) return { ...passed(file.path, 'check'), remarks };
  return { name: file.path, cases, failures: cases.length, errors: 0, remarks };
}

function passed(name: string, test: string): Suite {
  return {
    name,
    cases: [`    <testcase${written({ name: test, classname: name })}/>`],
    failures: 0,
    errors: 0,
    remarks: [],
  };
}

function unread({ path, reason }: RunContext['unreadable'][number]): Suite {
  const test = `    <testcase${written({ name: 'read', classname: path })}><error${written({ message: reason })}/></testcase>`;
  return { name: path, cases: [test], failures: 0, errors: 1, remarks: [] };
}

function line(file: FileReport, { from, severity, message, check }: Finding): string {
  const { line, character } = positionOf(file, from);
  return `${file.path}:${line + 1}:${character + 1}: ${severity}: ${message} (${check})`;
}
