// The Problems panel is about all files of the workspace: what it says of files that are not open follows the disk, what
// other files say, and the settings, whether documents stay in memory or are let go.
import assert from 'node:assert/strict';
import { Session, type SessionOptions } from '../../harness/session';

const home = 'file:///w';
const broken = 'groups:\n- name: a\n  rules:\n  - alert: A\n    expr: rate(up)\n';
const sound = 'groups:\n- name: a\n  rules:\n  - alert: A\n    expr: up == 0\n';
const config = `route:
  receiver: all
  routes:
  - matchers: [team="ml"]
    receiver: ml
receivers:
- name: all
- name: ml
`;
const labelled = sound.replace('up == 0', 'up == 0\n    labels: {team: ml}');

for (const keptCharacters of [undefined, 0]) {
  describe(`findings of files that are not open, ${keptCharacters === 0 ? 'let go' : 'kept'}`, () => {
    let session: Session;
    const start = async (files: Record<string, string>, options: SessionOptions = {}): Promise<void> => {
      const onDisk = new Map(Object.entries(files).map(([name, text]) => [`${home}/${name}`, text]));
      session = await Session.start({ files: onDisk, folders: [home], keptCharacters, ...options });
      await session.quiet();
    };
    const codes = async (name: string): Promise<readonly unknown[]> => {
      await session.quiet();
      return session
        .diagnostics(`${home}/${name}`)
        .filter(({ severity }) => severity !== 4)
        .map(({ code }) => code);
    };
    afterEach(() => session.stop());

    it('are shown once the folder was read', async () => {
      await start({ 'a.yaml': broken, 'b.yaml': sound, 'notes.yaml': 'a: 1' });
      assert.deepEqual(await codes('a.yaml'), ['promql/type']);
      assert.deepEqual(await codes('b.yaml'), []);
    });

    it('follow a file that is opened, closed, changed by others and deleted', async () => {
      await start({ 'a.yaml': broken });
      session.open(`${home}/a.yaml`, broken);
      assert.deepEqual(await codes('a.yaml'), ['promql/type']);
      session.replace(`${home}/a.yaml`, sound);
      assert.deepEqual(await codes('a.yaml'), []);
      session.close(`${home}/a.yaml`);
      // Never saved: the disk's text counts again.
      assert.deepEqual(await codes('a.yaml'), ['promql/type']);
      session.write(`${home}/a.yaml`, sound);
      assert.deepEqual(await codes('a.yaml'), []);
      session.write(`${home}/a.yaml`, `${broken}    for: 5\n`);
      assert.deepEqual(await codes('a.yaml'), ['promql/type', 'rules/invalid-duration']);
      session.write(`${home}/a.yaml`, undefined);
      assert.deepEqual(await codes('a.yaml'), []);
    });

    it('go with an open document whose file is gone once it is closed', async () => {
      await start({ 'a.yaml': sound });
      session.open(`${home}/a.yaml`, broken);
      session.write(`${home}/a.yaml`, undefined);
      assert.deepEqual(await codes('a.yaml'), ['promql/type']);
      session.close(`${home}/a.yaml`);
      assert.deepEqual(await codes('a.yaml'), []);
    });

    it('change with what other files say', async () => {
      const across = 'routing/root-receiver-only';
      await start({ 'a.yaml': sound, 'am.yaml': config });
      assert.deepEqual(await codes('a.yaml'), [across]);
      session.write(`${home}/am.yaml`, config.replace('team="ml"', 'team=~".*"'));
      assert.deepEqual(await codes('a.yaml'), []);
      session.write(`${home}/am.yaml`, config);
      assert.deepEqual(await codes('a.yaml'), [across]);
      session.write(`${home}/a.yaml`, labelled);
      assert.deepEqual(await codes('a.yaml'), []);
      session.open(`${home}/am.yaml`, config.replace('team="ml"', 'team="none"'));
      assert.deepEqual(await codes('a.yaml'), [across]);
    });

    it('follow folders that are deleted and renamed', async () => {
      await start({ 'sub/a.yaml': broken, 'other/b.yaml': broken });
      session.renameFolder(`${home}/sub`, `${home}/moved`);
      assert.deepEqual(await codes('sub/a.yaml'), []);
      assert.deepEqual(await codes('moved/a.yaml'), ['promql/type']);
      session.deleteFolder(`${home}/moved`);
      assert.deepEqual(await codes('moved/a.yaml'), []);
      assert.deepEqual(await codes('other/b.yaml'), ['promql/type']);
    });

    it('are those of open files alone where the settings say so', async () => {
      await start({ 'a.yaml': broken }, { settings: { diagnostics: { scope: 'openFiles' } } });
      assert.deepEqual(session.shownOf(), []);
      session.open(`${home}/a.yaml`, broken);
      assert.deepEqual(await codes('a.yaml'), ['promql/type']);
      session.close(`${home}/a.yaml`);
      assert.deepEqual(await codes('a.yaml'), []);
      session.configure(null);
      assert.deepEqual(await codes('a.yaml'), ['promql/type']);
      session.configure({ diagnostics: { scope: 'openFiles' } });
      assert.deepEqual(await codes('a.yaml'), []);
    });

    it('leave out what others wrote, until it is opened', async () => {
      await start({ 'vendor/a.yaml': broken, 'charts/x/charts/dep/b.yaml': broken, 'charts/x/c.yaml': broken });
      assert.deepEqual(await codes('vendor/a.yaml'), []);
      assert.deepEqual(await codes('charts/x/charts/dep/b.yaml'), []);
      assert.deepEqual(await codes('charts/x/c.yaml'), ['promql/type']);
      session.open(`${home}/vendor/a.yaml`, broken);
      assert.deepEqual(await codes('vendor/a.yaml'), ['promql/type']);
      session.close(`${home}/vendor/a.yaml`);
      assert.deepEqual(await codes('vendor/a.yaml'), []);
      session.configure({ diagnostics: { exclude: [] } });
      assert.deepEqual(await codes('vendor/a.yaml'), ['promql/type']);
    });

    it('go to the folder that a file belongs to, and go with it', async () => {
      await start({ 'sub/a.yaml': broken });
      const sub = [{ uri: `${home}/sub`, name: 'sub' }];
      session.notify('workspace/didChangeWorkspaceFolders', { event: { added: sub, removed: [] } });
      assert.deepEqual(await codes('sub/a.yaml'), ['promql/type']);
      const all = [{ uri: home, name: 'w' }];
      session.notify('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: all } });
      assert.deepEqual(await codes('sub/a.yaml'), ['promql/type']);
      session.notify('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: sub } });
      assert.deepEqual(await codes('sub/a.yaml'), []);
    });

    it('change with what the rules are judged for', async () => {
      await start({ 'a.yaml': sound.replace('up == 0', 'histogram_avg(up) == 0') });
      assert.deepEqual(await codes('a.yaml'), []);
      session.configure({ target: { prometheus: '2.42' } });
      assert.deepEqual(await codes('a.yaml'), ['promql/unsupported']);
      session.configure({ checks: { promql: 'off' } });
      await codes('a.yaml');
      session.configure(null);
      assert.deepEqual(await codes('a.yaml'), []);
    });

    it('change with the scrape interval', async () => {
      await start({ 'a.yaml': sound.replace('up == 0', 'rate(model_errors_total[90s]) > 0') });
      assert.deepEqual(await codes('a.yaml'), []);
      session.configure({ scrapeInterval: '1m' });
      assert.deepEqual(await codes('a.yaml'), ['promql/short-range']);
      session.configure({ scrapeInterval: '15s' });
      assert.deepEqual(await codes('a.yaml'), []);
    });

    it('of unit tests follow the rule files that they name', async () => {
      const test =
        'rule_files: [a.yaml]\ntests:\n- alert_rule_test:\n  - eval_time: 1m\n    alertname: B\n    exp_alerts: [{}]\n';
      await start({ 'a_test.yaml': test, 'b.yaml': sound });
      assert.deepEqual(await codes('a_test.yaml'), ['unittest/missing-rule-file']);
      session.write(`${home}/a.yaml`, sound);
      assert.deepEqual(await codes('a_test.yaml'), ['unittest/unknown-alert']);
      session.write(`${home}/a.yaml`, sound.replace('alert: A', 'alert: B'));
      assert.deepEqual(await codes('a_test.yaml'), []);
      session.open(`${home}/a.yaml`, sound);
      assert.deepEqual(await codes('a_test.yaml'), ['unittest/unknown-alert']);
      session.close(`${home}/a.yaml`);
      assert.deepEqual(await codes('a_test.yaml'), []);
      session.write(`${home}/a.yaml`, undefined);
      assert.deepEqual(await codes('a_test.yaml'), ['unittest/missing-rule-file']);
    });

    it('know the metrics of code that comes later', async () => {
      const near = 'promql/unknown-metric';
      await start({ 'a.yaml': sound.replace('up == 0', 'rank_failure_total > 0') });
      session.write(
        `${home}/x.py`,
        'from prometheus_client import Counter\nC = Counter("rank_failures_total", "Failed", ["ranker"])\n',
      );
      assert.ok((await codes('a.yaml')).includes(near));
      session.write(`${home}/x.py`, undefined);
      assert.ok(!(await codes('a.yaml')).includes(near));
    });
  });
}
