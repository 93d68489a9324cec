import assert from 'node:assert/strict';
import { type Check, defineCheck } from '../../../server/src/checks/check';
import { allChecks } from '../../../server/src/checks/registry.gen';
import { resolveConfig } from '../../../server/src/config/config';
import { readRuleFile } from '../../../server/src/model/readRuleFile';
import { type Across, createService } from '../../../server/src/service';
import { judgeText, shippedCatalog, testService } from '../../harness/judge';
import { run, sample } from './engineSample';

/** Findings of one file among others, as a new service has them. */
function freshAcross(check: Check, texts: ReadonlyMap<string, string>, file: string): readonly string[] {
  const service = testService([check]);
  const workspace = service.workspace(resolveConfig([]));
  for (const [name, text] of texts) workspace.put(name, service.open(text));
  return run(service, workspace, file).map(({ message, from }) => `${from} ${message}`);
}

describe('checks/engine', () => {
  it('keeps findings of moved rules with the rule', () => {
    let calls = 0;
    const counting = defineCheck({
      id: 'test/counting',
      summary: 'Counts.',
      severity: 'hint',
      since: '0.1.0',
      on: 'rule',
      messages: { seen: 'Seen.' },
      run(rule, context) {
        calls++;
        context.report(rule.node, 'seen', {});
      },
    }) as Check;
    const service = testService([counting]);
    const workspace = service.workspace(resolveConfig([]));
    const document = service.open(sample);
    workspace.put('f', document);
    const before = run(service, workspace, 'f');
    assert.equal(calls, 5);
    const text = `# moved\n${sample}`;
    workspace.put('f', service.open(text, document));
    const after = run(service, workspace, 'f');
    assert.equal(calls, 5, 'no rule was judged again');
    assert.deepEqual(
      after.map(({ from, to }) => [from, to]),
      before.map(({ from, to }) => [from + 8, to + 8]),
    );
  });

  it('looks at a version of a configuration once, however often the rest of the workspace changes', () => {
    let looked = 0;
    const counting = defineCheck({
      id: 'test/counting',
      summary: 'Counts.',
      severity: 'info',
      since: '0.1.0',
      on: 'receiver',
      messages: { seen: 'Seen.' },
      run({ receiver }, context) {
        looked++;
        context.report(receiver.node, 'seen', {});
      },
    }) as Check;
    const service = testService([...allChecks, counting]);
    const workspace = service.workspace(resolveConfig([]));
    const configuration = 'route: {receiver: a}\nreceivers:\n- name: a\n  tpyo: 1\n';
    const said = (across: Across): readonly string[] =>
      run(service, workspace, 'alertmanager.yml', across).map(({ check }) => check);
    workspace.put('alertmanager.yml', service.open(configuration));
    const found = said('current');
    assert.ok(found.includes('test/counting') && found.includes('alertmanager/unknown-key'), found.join());
    workspace.put('rules.yaml', service.open(sample));
    assert.deepEqual(said('current'), found);
    assert.equal(looked, 1);
    workspace.put('alertmanager.yml', service.open(`${configuration}- name: b\n`));
    assert.equal(said('moved').filter(check => check === 'test/counting').length, 2);
    said('current');
    assert.equal(looked, 3);
    // For another target it may say something else.
    workspace.configure(resolveConfig([{ prometheus: '2.42' }]));
    said('current');
    assert.equal(looked, 5);
  });

  it('says of receivers again what was said across files, for the first answer to an edit', () => {
    const looked: string[] = [];
    const counting = defineCheck({
      id: 'test/counting',
      summary: 'Counts.',
      severity: 'info',
      since: '0.1.0',
      on: 'receiver',
      needs: ['workspace'],
      messages: { seen: 'One of {files} files.' },
      run({ receiver }, context) {
        looked.push(receiver.name!.value);
        context.report(receiver.node, 'seen', { files: context.workspace.documents.length });
      },
    }) as Check;
    const service = testService([counting]);
    const workspace = service.workspace(resolveConfig([]));
    const said = (across: Across): readonly string[] =>
      run(service, workspace, 'alertmanager.yml', across).map(({ message, from }) => `${from} ${message}`);
    const configuration = 'route: {receiver: a}\nreceivers:\n- name: a\n- name: b\n- name: c\n';
    workspace.put('alertmanager.yml', service.open(configuration));
    const [a, , c] = said('current');
    workspace.put('rules.yaml', service.open(sample));
    looked.length = 0;
    // One character more in the second receiver.
    const document = service.open(configuration.replace('b', 'bb'), workspace.document('alertmanager.yml'));
    workspace.put('alertmanager.yml', document);
    const first = said('moved');
    assert.deepEqual(looked, ['bb']);
    assert.deepEqual([first[0], first[2]], [a, c!.replace(/^\d+/, from => String(Number(from) + 1))]);
    const second = said('current');
    assert.deepEqual(looked, ['bb', 'a', 'bb', 'c']);
    assert.deepEqual(
      second.map(one => one.replace(/^\d+ /, '')),
      Array(3).fill('One of 2 files.'),
    );
  });

  it('judges again across files only the rules that read a metric whose recording changed', () => {
    const judged: string[] = [];
    const counting = defineCheck({
      id: 'test/counting',
      summary: 'Counts.',
      severity: 'info',
      since: '0.1.0',
      on: 'rule',
      needs: ['workspace'],
      when: reads => reads.length > 0,
      messages: { seen: 'Recorded by {rules} rules.' },
      run(rule, context) {
        judged.push((rule.alert ?? rule.record)!.value);
        const name = /\w+:\w+/.exec(rule.expr!.value)?.[0] ?? '';
        context.report(rule.expr!, 'seen', { rules: context.workspace.recorded(name).length });
      },
    }) as Check;
    const service = testService([counting]);
    const workspace = service.workspace(resolveConfig([]));
    const texts = new Map<string, string>();
    const put = (file: string, text: string): void => {
      const before = workspace.document(file);
      texts.set(file, text);
      workspace.put(file, service.open(text, before));
    };
    /** Names of the rules that were judged again by the time all files are. */
    const again = (): string => {
      judged.length = 0;
      const files = [...texts.keys()];
      const found = files.map(file => run(service, workspace, file).map(({ message, from }) => `${from} ${message}`));
      const names = [...judged].sort().join(' ');
      assert.deepEqual(
        found,
        files.map(file => freshAcross(counting, texts, file)),
      );
      return names;
    };
    const records = (expr: string): string =>
      `groups:\n- name: r\n  rules:\n  - record: a:b\n    expr: ${expr}\n  - record: c:d\n    expr: sum(up)\n  - record: of:ab\n    expr: a:b * 2\n`;
    put('records.yaml', records('sum by (job) (up)'));
    put(
      'alerts.yaml',
      'groups:\n- name: one\n  rules:\n  - alert: ReadsAB\n    expr: a:b > 1\n  - alert: ReadsCD\n    expr: c:d > 1\n- name: two\n  rules:\n  - alert: ReadsOfAB\n    expr: of:ab > 1\n  - alert: ReadsUp\n    expr: up == 0\n',
    );
    assert.equal(again(), 'ReadsAB ReadsCD ReadsOfAB ReadsUp a:b c:d of:ab');
    assert.equal(again(), '');
    // Other labels: those who read it, and who read what is recorded from it.
    put('records.yaml', records('sum by (instance) (up)'));
    assert.equal(again(), 'ReadsAB ReadsOfAB a:b of:ab');
    // Other numbers.
    put('records.yaml', records('sum by (instance) (up) * 3'));
    assert.equal(again(), 'ReadsAB ReadsOfAB a:b of:ab');
    // Neither other labels nor other numbers.
    put('records.yaml', records('3 * sum by (instance) (up)'));
    assert.equal(again(), 'a:b');
    put('more.yaml', 'groups:\n- name: m\n  rules:\n  - record: c:d\n    expr: sum(down)\n');
    assert.equal(again(), 'ReadsCD c:d');
    workspace.remove('more.yaml');
    texts.delete('more.yaml');
    assert.equal(again(), 'ReadsCD');
    put('alerts.yaml', texts.get('alerts.yaml')!.replace('up == 0', 'up == 1'));
    assert.equal(again(), 'ReadsUp');
    workspace.define('exporter.py', 'from prometheus_client import Gauge\nG = Gauge("near_up", "x")\n');
    assert.equal(again().split(' ').length, 7);
  });

  it('goes on when a check throws, tells it once and shows one notice', () => {
    const failing = defineCheck({
      id: 'test/failing',
      summary: 'Fails.',
      severity: 'warning',
      since: '0.1.0',
      on: 'rule',
      messages: { half: 'Said before it failed.' },
      run(rule, context) {
        context.report(rule.node, 'half', {});
        throw new Error('on purpose');
      },
    }) as Check;
    const failures: string[] = [];
    const service = createService({
      catalog: shippedCatalog,
      checks: [...allChecks, failing],
      onFailure: id => failures.push(id),
    });
    const workspace = service.workspace(resolveConfig([]));
    workspace.put('f', service.open(sample));
    const found = run(service, workspace, 'f');
    assert.deepEqual(failures, ['test/failing']);
    assert.equal(found.filter(finding => finding.check === 'internal/check-failed').length, 1);
    assert.equal(found.filter(finding => finding.check === 'test/failing').length, 0);
    assert.ok(found.some(finding => finding.check === 'promql/used-over-free'));
  });

  it('goes on when the work on one rule fails outside of any check', () => {
    const service = createService({ catalog: shippedCatalog, checks: allChecks, onFailure: () => {} });
    const workspace = service.workspace(resolveConfig([]));
    const document = service.open(sample);
    // A rule that nothing can be read of, as a mistake in a parser would make it.
    const { rule } = readRuleFile(document.roots[0]!).groups[0]!.rules[0]!;
    Object.defineProperty(rule, 'expr', { get: () => assert.fail('on purpose') });
    workspace.put('f', document);
    const found = run(service, workspace, 'f');
    assert.ok(found.some(finding => finding.check === 'internal/check-failed'));
    assert.ok(found.some(finding => finding.check === 'promql/syntax'));
  });

  it('covers exactly the characters in folded, quoted and escaped scalars', () => {
    const covered = (text: string, check: string): readonly string[] =>
      judgeText(text)
        .filter(finding => finding.check === check)
        .map(finding => text.slice(finding.from, finding.to));
    assert.deepEqual(covered(sample, 'promql/used-over-free'), ['DCGM_FI_DEV_FB_USED /\n      DCGM_FI_DEV_FB_FREE']);
    assert.deepEqual(covered(sample, 'template/unknown-field'), ['Nope']);
    const quoted = sample.replace('"sum by (job) (up)"', '"\\u0073um by (job) (\\x75p[5m])"');
    assert.deepEqual(covered(quoted, 'promql/type'), ['\\x75p[5m]']);
  });

  it('applies configured severities, but never to errors', () => {
    const severities = (checks: Record<string, 'off' | 'hint'>): readonly string[] =>
      judgeText(sample, { config: { checks } }).map(finding => `${finding.check} ${finding.severity}`);
    assert.ok(severities({}).includes('promql/used-over-free warning'));
    assert.ok(severities({ promql: 'hint' }).includes('promql/used-over-free hint'));
    assert.ok(severities({ promql: 'off' }).includes('promql/syntax error'));
    assert.ok(!severities({ promql: 'off' }).some(line => line.startsWith('promql/used-over-free')));
    assert.ok(severities({ promql: 'off', 'promql/used-over-free': 'hint' }).includes('promql/used-over-free hint'));
  });

  it('drops what a template hole may have made', () => {
    const templated = sample.replace('> 90', '> {{ .Values.limit }}').replace('up)"', '{{ .Values.metric }}[5m])"');
    const found = judgeText(templated);
    assert.ok(!found.some(finding => finding.check === 'promql/type'));
    assert.ok(found.some(finding => finding.check === 'promql/used-over-free'));
  });
});
