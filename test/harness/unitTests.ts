// Runs files of unit tests: by our own engine, and by promtool where that is installed.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openDocument } from '../../server/src/model/document';
import { readTestFile } from '../../server/src/model/testFile';
import { dialect } from '../../server/src/promql/dialect';
import { finish } from '../../server/src/text/slices';
import { type GroupResult, passes } from '../../server/src/unittest/results';
import { runTestFile } from '../../server/src/unittest/runFile';

/** The tests of a file that do not hold, as lines. */
export function failuresOf(file: string): readonly string[] {
  const [root] = openDocument(readFileSync(file, 'utf8')).roots;
  if (root?.kind !== 'unit-test') return [`${file} has no unit tests`];
  const rules = readTestFile(root.node).ruleFiles.map(name => ({
    file: name,
    document: openDocument(readFileSync(join(dirname(file), name), 'utf8')),
  }));
  const { tests } = finish(runTestFile(root, rules, dialect('3.16')));
  if (tests.length === 0) return [`${file} has no unit tests`];
  return tests.filter(test => !passes(test)).flatMap(test => described(file, test));
}

function described(file: string, { test, faults, cases }: GroupResult): readonly string[] {
  const failed = cases.flatMap(({ about, at, failure }) =>
    failure ? [`${about} at ${at}: ${JSON.stringify(failure, without)}`] : [],
  );
  return [...faults.map(({ message }) => message), ...failed].map(line => `${file} ${test.title}: ${line}`);
}

/** Trees are left out of what is shown. */
function without(key: string, value: unknown): unknown {
  return key === 'node' ? undefined : value;
}

/** What promtool says of files that do not all hold; undefined where it is missing, '' where they hold. */
export function promtoolSays(files: readonly string[]): string | undefined {
  const { error, status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', ...files], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (error !== undefined) return undefined;
  return status === 0 ? '' : stdout + stderr;
}
