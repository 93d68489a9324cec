// The formats for build servers: what each says of a finding, and that no name or message breaks out of it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { allChecks } from '../../../server/src/checks/registry.gen';
import { identitiesOf } from '../../../server/src/cli/identity';
import { githubReport } from '../../../server/src/cli/reporters/github';
import { gitlabReport } from '../../../server/src/cli/reporters/gitlab';
import { junitReport } from '../../../server/src/cli/reporters/junit';
import type { FileReport, RunContext } from '../../../server/src/cli/reporters/report';
import { sarifReport } from '../../../server/src/cli/reporters/sarif';
import { applyEdits } from '../../../server/src/text/edits';
import { lineIndex } from '../../../server/src/text/lineIndex';
import { pageText } from '../../../tools/gen-registry';
import { parsePage } from '../../../tools/page';
import { drawn } from '../../harness/draws';
import { fileReports, plainRun, reportOn } from '../../harness/report';

const rules = (...exprs: readonly string[]): string =>
  `groups:\n- name: gpu\n  rules:\n${exprs.map((expr, i) => `  - alert: A${i}\n    expr: ${expr}\n`).join('')}`;

/** A file as hostile as a repository can name it and as findings can quote it. */
const hostile: FileReport = {
  path: 'a,b:c%0A\n::error::x\u001b[31m<&"\'>]]>\ufffe\ud800.yaml',
  text: 'x\ny\n',
  lines: lineIndex('x\ny\n'),
  kinds: ['rules'],
  findings: (['error', 'warning', 'info', 'hint'] as const).map(severity => ({
    check: 'promql/syntax',
    severity,
    message: `100 %\n::set-output name=x::y\r##[error]<b>&"]]>\u001b[0m\u202e\ufffe\ud800 {0} [a](b)`,
    from: 0,
    to: 1,
    related: [{ from: 0, to: 1, file: 'gone\n.yaml', message: 'see\n::warning::here' }],
    fixes: [{ title: 'Fix\n::debug::', safe: true, edits: [{ from: 0, to: 1, newText: '\n::error::' }] }],
  })),
  sibling: () => undefined,
};

let judged: readonly FileReport[] | undefined;

/** Samples of every third page, many files with many kinds of findings. */
function samples(): readonly FileReport[] {
  return (judged ??= drawn(allChecks).flatMap(check =>
    parsePage(pageText(check.id)).samples.flatMap(sample =>
      fileReports(
        Object.fromEntries(sample.files.map(({ name, text }) => [`${check.id}-${sample.line}/${name}`, text])),
      ),
    ),
  ));
}

describe('cli/identity', () => {
  it('has the name of the innermost thing that a finding stands in', () => {
    const owners = (text: string): readonly string[] => {
      const findings = [...text.matchAll(/@/g)].map(({ index }) => ({
        ...hostile.findings[0]!,
        from: index,
        to: index + 1,
      }));
      return identitiesOf({ ...hostile, text, lines: lineIndex(text), findings }).map(({ owner }) => owner);
    };
    const text = [
      'groups:',
      '- name: g # a comment',
      '  interval: "@"',
      '  rules:',
      '  - expr: "@"',
      '    alert: "A b"',
      '    labels:',
      '      a: "@"',
      '  - alert: B',
      '    annotations:',
      '      list:',
      '      - "@"',
      '  - {alert: C, expr: "@"}',
      '"@":',
      '',
    ].join('\n');
    assert.deepEqual(owners(text), ['g', 'A b', 'A b', 'B', 'C', '']);
    assert.deepEqual(owners(text.replaceAll('\n', '\r\n')), ['g', 'A b', 'A b', 'B', 'C', '']);
  });
});

describe('cli/reporters/github', () => {
  it('writes a command for each finding, columns for those in one line', () => {
    const said = reportOn(githubReport, { 'a.yaml': rules('summ(up) > 1', '|\n      (up) +\n      +') });
    assert.deepEqual(
      said.split('\n').map(line => line.replace(/::[^:]*$/, '')),
      [
        '::error file=a.yaml,line=5,endLine=5,col=11,endColumn=14,title=promql/unknown-function',
        '::error file=a.yaml,line=9,endLine=9,col=8,endColumn=8,title=promql/syntax',
        '1 file judged: 2 errors',
        '',
      ],
    );
  });

  it('lets no name and no message end its line or begin a command', () => {
    const said = githubReport([hostile], { ...plainRun, unreadable: [{ path: 'x\n::error::y', reason: 'a\n::b' }] });
    const lines = said.split('\n');
    assert.deepEqual(
      lines.map(line => /^::(\w+) /.exec(line)?.[1]),
      ['error', 'error', 'warning', 'notice', undefined, undefined],
    );
    assert.doesNotMatch(said, /[\r\u001b\u202e]|##\[/);
    for (const line of lines.slice(0, -2)) {
      // As the runner reads a command.
      const [, , properties, message] = /^::(\w+) (.*?)::(.*)$/.exec(line)!;
      assert.doesNotMatch(properties!, /%(?!25|0A|0D|3A|2C)/);
      assert.doesNotMatch(message!, /%(?!25|0A|0D)/);
      for (const property of properties!.split(','))
        assert.match(property, /^(?:file|line|endLine|col|endColumn|title)=/);
    }
  });

  it('names files from the folder that was checked out', () => {
    const said = reportOn(githubReport, { 'a.yaml': rules('summ(up)') }, { root: path.dirname(process.cwd()) });
    assert.ok(said.includes(` file=${path.basename(process.cwd())}/a.yaml,`), said);
  });
});

describe('cli/reporters/junit', () => {
  /** The document as an XML parser has it. */
  function parse(xml: string): Element {
    const read =
      'import sys, json, xml.etree.ElementTree as e\n' +
      'f = lambda n: {"name": n.tag, "attributes": n.attrib, "text": n.text or "", "children": [f(c) for c in n]}\n' +
      'print(json.dumps(f(e.fromstring(sys.stdin.buffer.read()))))';
    return JSON.parse(execFileSync('python3', ['-c', read], { input: xml, encoding: 'utf8', maxBuffer: 1 << 28 }));
  }
  interface Element {
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly text: string;
    readonly children: readonly Element[];
  }

  it('has a suite for each file and a failed test for each error and warning', () => {
    const files = { 'a.yaml': rules('summ(up)', 'up == 2', 'rate(x_total[5m])'), 'b.yaml': rules('up == 0') };
    const document = parse(reportOn(junitReport, files));
    assert.deepEqual(
      document.children.map(suite => [suite.attributes.name, suite.attributes.tests]),
      [
        ['a.yaml', '3'],
        ['b.yaml', '1'],
      ],
    );
    const [a, b] = document.children;
    const failures = a!.children.filter(test => test.children[0]?.name === 'failure');
    assert.deepEqual(
      failures.map(test => [test.attributes.name, test.attributes.line, test.children[0]!.attributes.type]),
      [
        ['promql/unknown-function: A0', '5', 'error'],
        ['promql/threshold-out-of-range: A1', '7', 'warning'],
        ['promql/unbounded-alert: A2', '9', 'warning'],
      ],
    );
    assert.equal(document.attributes.failures, '3');
    assert.deepEqual(b!.children[0]!.children, []);
  });

  it('is well formed for any name and message, and counts what it has', () => {
    for (const files of [[hostile], samples()]) {
      const document = parse(junitReport(files, { ...plainRun, unreadable: [{ path: 'x"<\0', reason: '&\u0008' }] }));
      const tests = document.children.flatMap(suite => suite.children.filter(({ name }) => name === 'testcase'));
      assert.equal(Number(document.attributes.tests), tests.length);
      const failed = tests.filter(test => test.children[0]?.name === 'failure');
      assert.equal(Number(document.attributes.failures), failed.length);
      assert.equal(document.attributes.errors, '1');
      const expected = files
        .flatMap(({ findings }) => findings)
        .filter(({ severity }) => /error|warning/.test(severity));
      assert.equal(failed.length, expected.length);
    }
  });

  it('has a test where there is nothing to judge', () => {
    assert.equal(parse(junitReport([], plainRun)).attributes.tests, '1');
  });
});

describe('cli/reporters/gitlab', () => {
  it('says of each finding what the merge request shows', () => {
    const [issue] = JSON.parse(reportOn(gitlabReport, { 'a.yaml': rules('summ(up)') }));
    assert.equal(issue.check_name, 'promql/unknown-function');
    assert.equal(issue.severity, 'critical');
    assert.equal(issue.location.path, 'a.yaml');
    assert.deepEqual(issue.location.lines, { begin: 5, end: 5 });
    assert.deepEqual(issue.location.positions.begin, { line: 5, column: 11 });
    assert.deepEqual(JSON.parse(gitlabReport([], plainRun)), []);
  });

  it('has a fingerprint for each finding, unlike all others', () => {
    const issues = JSON.parse(gitlabReport(samples(), plainRun)) as readonly { readonly fingerprint: string }[];
    assert.ok(issues.length > 100, `${issues.length}`);
    assert.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, issues.length);
    assert.equal(JSON.parse(gitlabReport([hostile], plainRun)).length, 4);
  });
});

describe('cli/reporters/sarif', () => {
  const validate = schemaOf();

  interface Log {
    readonly runs: readonly {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly invocations: readonly { readonly executionSuccessful: boolean }[];
      readonly results: readonly Result[];
    }[];
  }
  interface Region {
    readonly startLine: number;
    readonly startColumn: number;
    readonly endLine: number;
    readonly endColumn: number;
  }
  interface Result {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly level: string;
    readonly locations: readonly {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
        readonly region: Region;
      };
    }[];
    readonly relatedLocations?: readonly unknown[];
    readonly partialFingerprints: Readonly<Record<string, string>>;
    readonly fixes?: readonly {
      readonly artifactChanges: readonly {
        readonly replacements: readonly {
          readonly deletedRegion: Region;
          readonly insertedContent?: { readonly text: string };
        }[];
      }[];
    }[];
  }

  function log(files: readonly FileReport[], run: RunContext = plainRun): Log {
    const parsed = JSON.parse(sarifReport(files, run));
    assert.deepEqual(validate(parsed), []);
    return parsed;
  }

  it('is valid by the public schema, whatever is reported', () => {
    const all = samples();
    const { runs } = log(all);
    assert.equal(runs[0]!.results.length, all.flatMap(({ findings }) => findings).length);
    assert.ok(runs[0]!.results.some(({ relatedLocations }) => relatedLocations));
    for (const { ruleId, ruleIndex } of runs[0]!.results) {
      assert.equal(runs[0]!.tool.driver.rules[ruleIndex]!.id, ruleId);
    }
    assert.deepEqual(log([]).runs[0]!.results, []);
    assert.equal(log([hostile]).runs[0]!.results.length, 4);
    const failed = log([], { ...plainRun, unreadable: [{ path: 'a b\n.yaml', reason: 'gone' }] });
    assert.equal(failed.runs[0]!.invocations[0]!.executionSuccessful, false);
  });

  it('has the help of each rule from its page', () => {
    const [rule] = log(fileReports({ 'a.yaml': rules('summ(up)') })).runs[0]!.tool.driver.rules;
    assert.deepEqual(rule, {
      id: 'promql/unknown-function',
      name: 'PromqlUnknownFunction',
      shortDescription: { text: allChecks.find(({ id }) => id === 'promql/unknown-function')!.summary },
      defaultConfiguration: { level: 'error' },
      properties: { tags: ['promql'], precision: 'very-high', 'problem.severity': 'error' },
      fullDescription: { text: 'Why it is bad.' },
      help: {
        text: plainRun.page('promql/unknown-function'),
        markdown: plainRun.page('promql/unknown-function'),
      },
    });
  });

  it('counts lines and columns from 1, columns in UTF-16 units, the end behind the last character', () => {
    const [result] = log(fileReports({ 'a b.yaml': `# 😀\n${rules('up{a="😀"} + summ(up)')}` })).runs[0]!.results;
    const { artifactLocation, region } = result!.locations[0]!.physicalLocation;
    assert.deepEqual(artifactLocation, { uri: 'a%20b.yaml', uriBaseId: '%SRCROOT%' });
    assert.deepEqual(region, { startLine: 6, startColumn: 24, endLine: 6, endColumn: 28 });
  });

  it('describes fixes that give the text of the fix when they are applied', () => {
    let count = 0;
    for (const file of samples()) {
      for (const [i, { fixes }] of log([file]).runs[0]!.results.entries()) {
        for (const [j, fix] of (fixes ?? []).entries()) {
          const edits = fix.artifactChanges[0]!.replacements.map(({ deletedRegion: at, insertedContent }) => ({
            from: file.lines.offset({ line: at.startLine - 1, character: at.startColumn - 1 }),
            to: file.lines.offset({ line: at.endLine - 1, character: at.endColumn - 1 }),
            newText: insertedContent?.text ?? '',
          }));
          const expected = applyEdits(file.text, file.findings[i]!.fixes[j]!.edits);
          assert.equal(applyEdits(file.text, edits), expected);
          count++;
        }
      }
    }
    assert.ok(count > 30);
  });

  it('keeps fingerprints where lines move, and not where what is found changes', () => {
    const print = (text: string): readonly string[] =>
      log(fileReports({ 'a.yaml': text })).runs[0]!.results.map(
        result => result.partialFingerprints['mlAlertRules/v1']!,
      );
    const before = print(rules('summ(up)', 'summ(up)', 'sun(up)'));
    assert.equal(new Set(before).size, 3);
    assert.deepEqual(print(`# new\n\n${rules('summ(up)', 'summ(up)', 'sun(up)')}`), before);
    const another = '  - alert: New\n    expr: summ(down)\n';
    const [head, ...tail] = rules('summ(up)', 'summ(up)', 'sun(up)').split('  - alert: A1');
    assert.deepEqual(
      print(`${head}${another}  - alert: A1${tail.join('')}`).filter(one => before.includes(one)),
      before,
    );
    assert.notEqual(print(rules('sum1(up)'))[0], print(rules('sum2(up)'))[0]);
  });
});

/** Asks whether a log is valid by the schema of SARIF; gives what is wrong with it. */
function schemaOf(): (log: unknown) => readonly unknown[] {
  const owner = path.dirname(createRequire(__filename).resolve('@microsoft/jest-sarif/package.json'));
  // The schema is of a draft that only the package's own version of the validator reads.
  const load = createRequire(path.join(owner, 'package.json'));
  const Ajv = load('ajv') as new (
    options: object,
  ) => {
    addMetaSchema(schema: unknown): void;
    compile(schema: unknown): { (value: unknown): boolean; errors?: readonly unknown[] | null };
  };
  const ajv = new Ajv({ schemaId: 'id', meta: false });
  ajv.addMetaSchema(load('ajv/lib/refs/json-schema-draft-04.json'));
  const schema = JSON.parse(fs.readFileSync(path.join(owner, 'lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'));
  const validator = ajv.compile(schema);
  return log => (validator(log) ? [] : (validator.errors ?? []));
}
