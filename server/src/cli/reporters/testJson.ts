// `test --format json`: everything that came out, for programs. Lines and characters are 0-based, as everywhere in JSON here.
// Layer: cli.
import { lineIndex } from '../../text/lineIndex';
import { type GroupResult, passes } from '../../unittest/results';
import type { YamlNode } from '../../yaml/node';
import { version } from '../version';
import { coveredFiles } from './testCoverage';
import type { TestReport } from './testReport';

export function testJson(reports: readonly TestReport[], { coverage }: { readonly coverage: boolean }): string {
  const files = reports.map(report => {
    const index = lineIndex(report.text);
    const rangeOf = ({ from, to }: YamlNode) => ({ start: index.position(from), end: index.position(to) });
    const tests = report.results.flatMap(one => one.tests);
    return {
      path: report.path,
      passed: report.errors.length === 0 && tests.every(passes),
      errors: report.errors.map(({ file, line, message }) => ({ file, line: Math.max(0, line - 1), message })),
      warnings: report.warnings,
      tests: tests.map(test => ofTest(test, rangeOf)),
    };
  });
  return `${JSON.stringify({ version, files, ...(coverage ? { coverage: coverageOf(reports) } : {}) }, null, 2)}\n`;
}

function ofTest(result: GroupResult, rangeOf: (node: YamlNode) => unknown) {
  const { test, faults, cases } = result;
  return {
    name: test.title,
    passed: passes(result),
    range: rangeOf(test.node),
    errors: faults.map(({ message, node }) => ({ message, range: rangeOf(node) })),
    cases: cases.map(({ kind, about, evalTime, node, failure }) => ({
      kind,
      about,
      evalTime: evalTime / 1000,
      passed: failure === undefined,
      range: rangeOf(node),
      ...(failure?.kind === 'error' ? { error: failure.message } : {}),
      ...(failure?.kind === 'differs' ? { expected: failure.expected, got: failure.got } : {}),
    })),
  };
}

/** The rules of all rule files, with what the tests of all files reach of them. */
function coverageOf(reports: readonly TestReport[]) {
  return coveredFiles(reports).flatMap(({ file, lines, rules }) =>
    rules.map(({ kind, group, name, span, fired, branches }) => ({
      file,
      line: lines.position(span.from).line,
      group,
      kind,
      name,
      fired,
      branches: branches.map(({ text, spans, fired: reached }) => ({
        text,
        ranges: spans.map(({ from, to }) => ({ start: lines.position(from), end: lines.position(to) })),
        fired: reached,
      })),
    })),
  );
}
