// The list of unit tests that an editor shows, and how they end: over what is open and what is on disk.
import assert from 'node:assert/strict';
import { type CancellationToken, CancellationTokenSource } from 'vscode-languageserver';
import {
  type CreateTestResult,
  createTestRequest,
  type RunUnitTestsResult,
  runUnitTestsRequest,
  type ShrinkTestResult,
  shrinkTestRequest,
  unitTestsRequest,
  type WireTestFile,
} from '../../../server/src/lsp/protocol';
import { Session } from '../../harness/session';

const home = 'file:///w';
const rules = 'groups:\n- name: g\n  rules:\n  - alert: Hot\n    expr: m > 5\n  - alert: Cold\n    expr: m < 0\n';
const tests = `rule_files: [rules.yaml]
tests:
- name: heat
  input_series: [{series: m, values: 1+1x10}]
  alert_rule_test:
  - {eval_time: 2m, alertname: Hot}
  - {eval_time: 7m, alertname: Hot, exp_alerts: [{}]}
  promql_expr_test:
  - {expr: m, eval_time: 3m, exp_samples: [{labels: m, value: 4}]}
- input_series: [{series: m, values: 1 x}]
  promql_expr_test:
  - {expr: m}
`;

for (const keptCharacters of [undefined, 0]) {
  describe(`unit tests in an editor, files ${keptCharacters === 0 ? 'let go' : 'kept'}`, () => {
    let session: Session;
    const start = async (files: Record<string, string>): Promise<void> => {
      const onDisk = new Map(Object.entries(files).map(([name, text]) => [`${home}/${name}`, text]));
      session = await Session.start({ files: onDisk, folders: [home], keptCharacters });
      await session.quiet();
    };
    const list = () => session.request<readonly WireTestFile[]>(unitTestsRequest, null);
    const run = (numbers?: readonly number[]) =>
      session.request<RunUnitTestsResult>(runUnitTestsRequest, {
        uri: `${home}/a.test.yaml`,
        ...(numbers ? { tests: numbers } : {}),
        coverage: true,
      });
    afterEach(() => session.stop());

    it('are listed with their cases and places', async () => {
      await start({ 'rules.yaml': rules, 'a.test.yaml': tests });
      const [file, ...more] = await list();
      assert.deepEqual(more, []);
      assert.equal(file!.uri, `${home}/a.test.yaml`);
      assert.deepEqual(
        file!.tests.map(({ title, range, cases }) => [title, range.start.line, ...cases.map(one => one.title)]),
        [
          ['heat', 2, 'alert Hot at 2m', 'alert Hot at 7m', 'm at 3m'],
          ['unnamed#1', 9, 'm at 0s'],
        ],
      );
    });

    it('run over the rules as they are in the editor', async () => {
      await start({ 'rules.yaml': rules, 'a.test.yaml': tests });
      const before = await run([0]);
      assert.deepEqual(before.errors, []);
      assert.deepEqual(before.tests, [{ test: 0, faults: [], cases: [{ case: 0 }, { case: 1 }, { case: 2 }] }]);
      assert.deepEqual(
        before.rules.map(({ uri, range, fired }) => [uri, range.start.line, fired]),
        [
          [`${home}/rules.yaml`, 3, true],
          [`${home}/rules.yaml`, 5, false],
        ],
      );
      session.open(`${home}/rules.yaml`, rules.replace('m > 5', 'm > 50'));
      await session.quiet();
      const [after] = (await run([0])).tests;
      assert.deepEqual(after!.cases[1], {
        case: 1,
        failure: {
          message: 'What came out differs from what is expected.',
          expected: '{alertname="Hot"}',
          actual: '',
        },
      });
    });

    it('tell what keeps a test or the whole file from running, at its place', async () => {
      await start({ 'rules.yaml': rules, 'a.test.yaml': tests });
      const [fault] = (await run([1])).tests[0]!.faults;
      assert.match(fault!.message, /`x` is no value of a series/);
      assert.equal(fault!.range.start.line, 9);
      session.open(`${home}/rules.yaml`, rules.replace('m > 5', 'm >'));
      await session.quiet();
      const { errors, tests: ran } = await run();
      assert.deepEqual(ran, []);
      assert.deepEqual([errors[0]!.uri, errors[0]!.range.start.line], [`${home}/rules.yaml`, 4]);
    });
  });
}

describe('unit tests in an editor, beside other work', () => {
  let session: Session;
  afterEach(() => session.stop());
  const files = { [`${home}/rules.yaml`]: rules, [`${home}/a.test.yaml`]: tests };
  /** Tests over long series. */
  const long = (count: number): string =>
    `rule_files: [rules.yaml]\ntests:\n${'- input_series: [{series: m, values: 1+1x2000}]\n  alert_rule_test: [{eval_time: 33h, alertname: Cold}]\n'.repeat(count)}`;
  const run = (token?: CancellationToken) =>
    session.request<RunUnitTestsResult>(runUnitTestsRequest, { uri: `${home}/a.test.yaml` }, token);

  it('are listed once the files of all folders are read', async () => {
    session = await Session.start({ files: new Map(Object.entries(files)), folders: [home] });
    const listed = await session.request<readonly WireTestFile[]>(unitTestsRequest, null);
    assert.deepEqual(
      listed.map(({ uri }) => uri),
      [`${home}/a.test.yaml`],
    );
  });

  it('are looked for in files that were let go by their path in the folder, not by where the folder is', async () => {
    const folder = 'file:///testing/w';
    const onDisk = new Map(['a.yaml', 'tests/b.yaml'].map(name => [`${folder}/${name}`, tests]));
    onDisk.set(`${folder}/rules.yaml`, rules);
    session = await Session.start({ files: onDisk, folders: [folder], keptCharacters: 0 });
    await session.quiet();
    const listed = await session.request<readonly WireTestFile[]>(unitTestsRequest, null);
    assert.deepEqual(
      listed.map(({ uri }) => uri),
      [`${folder}/tests/b.yaml`],
    );
  });

  it('run after what is typed is judged', async () => {
    // In a file of which they read nothing: an error in their own would end them at once.
    const other = `${home}/other.yaml`;
    session = await Session.start({ files: new Map(Object.entries(files)), folders: [home] });
    session.open(other, rules);
    session.open(`${home}/a.test.yaml`, long(300));
    await session.quiet();
    let isDone = false;
    const source = new CancellationTokenSource();
    const running = run(source.token).finally(() => {
      isDone = true;
    });
    session.replace(other, rules.replace('m < 0', 'nofunction(m)'));
    while (session.diagnostics(other).every(({ severity }) => severity !== 1)) await session.turn();
    assert.equal(isDone, false);
    source.cancel();
    await assert.rejects(running, /cancelled/);
  });

  it('stop when nobody waits for them any more', async () => {
    session = await Session.start({ files: new Map(Object.entries(files)), folders: [home] });
    session.open(`${home}/a.test.yaml`, long(300));
    await session.quiet();
    const source = new CancellationTokenSource();
    const running = run(source.token);
    await session.turn();
    source.cancel();
    await assert.rejects(running, /cancelled/);
    const began = process.cpuUsage();
    await session.answered();
    const after = process.cpuUsage(began).user;
    const whole = process.cpuUsage();
    await run();
    assert.ok(after * 4 < process.cpuUsage(whole).user, `${after}`);
  });
});

describe('tests that are written in an editor', () => {
  let session: Session;
  const start = async (files: Record<string, string>): Promise<void> => {
    const onDisk = new Map(Object.entries(files).map(([name, text]) => [`${home}/${name}`, text]));
    session = await Session.start({ files: onDisk, folders: [home] });
    await session.quiet();
  };
  afterEach(() => session.stop());

  const create = (line: number) =>
    session.request<CreateTestResult>(createTestRequest, {
      uri: `${home}/rules.yaml`,
      position: { line, character: 6 },
    });

  it('go into the file of tests that names the rule file', async () => {
    await start({ 'rules.yaml': rules, 'a.test.yaml': tests });
    session.open(`${home}/rules.yaml`, rules);
    const made = await create(4);
    assert.ok('uri' in made, JSON.stringify(made));
    assert.deepEqual(
      [made.uri, made.isNew, made.names],
      [`${home}/a.test.yaml`, false, ['Hot fires', 'Hot stays silent']],
    );
    assert.deepEqual(made.edit.range.start, { line: tests.split('\n').length - 1, character: 0 });
    session.open(`${home}/a.test.yaml`, tests + made.edit.newText);
    const { tests: ran } = await session.request<RunUnitTestsResult>(runUnitTestsRequest, {
      uri: `${home}/a.test.yaml`,
      tests: [2, 3],
    });
    assert.deepEqual(
      ran.map(({ faults, cases }) => [faults, cases.map(one => one.failure)]),
      [
        [[], [undefined]],
        [[], [undefined]],
      ],
    );
  });

  it('go into a new file where none names it, beside the rule file', async () => {
    await start({ 'rules.yaml': rules, 'rules.test.yaml': 'a: 1\n' });
    session.open(`${home}/rules.yaml`, rules);
    const made = await create(6);
    assert.ok('uri' in made, JSON.stringify(made));
    assert.deepEqual([made.uri, made.isNew], [`${home}/rules.test2.yaml`, true]);
    assert.match(made.edit.newText, /^rule_files:\n {2}- 'rules.yaml'\n/);
  });

  it('take their series from the scenario in which the alert fires, as exporters write them', async () => {
    const hot = `groups:
- name: gpu
  rules:
  - alert: Hot
    expr: max by (gpu, Hostname) (DCGM_FI_DEV_GPU_TEMP) > 85
    for: 5m
    annotations: {summary: "GPU {{ $labels.gpu }} of {{ $labels.Hostname }} is at {{ $value }} degrees"}
  - alert: Own
    expr: absent(up{job="own"})
`;
    await start({ 'rules.yaml': hot });
    session.open(`${home}/rules.yaml`, hot);
    const createSimulated = (line: number) =>
      session.request<CreateTestResult>(createTestRequest, {
        uri: `${home}/rules.yaml`,
        position: { line, character: 6 },
        simulated: true,
      });
    const made = await createSimulated(4);
    assert.ok('uri' in made, JSON.stringify(made));
    assert.equal(made.scenario, 'Thermal runaway');
    assert.equal(made.edit.newText.match(/series: /g)!.length, 1, made.edit.newText);
    assert.match(
      made.edit.newText,
      /DCGM_FI_DEV_GPU_TEMP\{.*Hostname="gpu-node-\d".*modelName="NVIDIA H100 80GB HBM3"/,
    );
    assert.match(made.edit.newText, /summary: 'GPU \d of gpu-node-\d is at \d+ degrees'/);
    session.open(made.uri, made.edit.newText);
    const { tests: ran } = await session.request<RunUnitTestsResult>(runUnitTestsRequest, { uri: made.uri });
    assert.deepEqual(
      ran.map(({ faults, cases }) => [faults, cases.map(one => one.failure)]),
      [[[], [undefined, undefined]]],
    );
    // Where none of them makes a small test the values are plain.
    const plain = await createSimulated(8);
    assert.ok('uri' in plain && plain.scenario === undefined, JSON.stringify(plain));
  });

  it('are not made of what is no alert', async () => {
    await start({ 'rules.yaml': 'groups:\n- name: g\n  rules:\n  - {record: r, expr: m}\n' });
    session.open(`${home}/rules.yaml`, 'groups:\n- name: g\n  rules:\n  - {record: r, expr: m}\n');
    assert.deepEqual(await create(3), { problem: 'Put the cursor into an alerting rule to make a test of it.' });
  });

  it('become smaller where they stand', async () => {
    await start({ 'rules.yaml': rules, 'a.test.yaml': tests });
    session.open(`${home}/a.test.yaml`, tests);
    const shrunk = await session.request<ShrinkTestResult>(shrinkTestRequest, {
      uri: `${home}/a.test.yaml`,
      position: { line: 4, character: 4 },
    });
    assert.ok('edits' in shrunk, JSON.stringify(shrunk));
    assert.deepEqual(shrunk.before, { series: 1, samples: 11 });
    assert.deepEqual(
      shrunk.edits.map(({ newText }) => newText),
      ["'1+1x5'"],
    );
  });
});
