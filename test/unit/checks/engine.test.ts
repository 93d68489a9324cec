import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type DocumentFacts, type GroupPlace, type RecordFact, spanOf } from '../../../server/src/analysis/facts';
import { type Check, defineCheck } from '../../../server/src/checks/check';
import type { Finding } from '../../../server/src/checks/finding';
import { allChecks } from '../../../server/src/checks/registry.gen';
import { type Config, resolveConfig } from '../../../server/src/config/config';
import { readRuleFile } from '../../../server/src/model/readRuleFile';
import { type Across, createService, type Service } from '../../../server/src/service';
import type { Workspace } from '../../../server/src/workspace/workspace';
import { draws } from '../../harness/draws';
import { judgeText, shippedCatalog, testService } from '../../harness/judge';

const sample = `groups:
- name: gpu
  rules:
  - alert: Hot
    expr: DCGM_FI_DEV_GPU_TEMP > 90
    annotations:
      summary: "{{ $labels.gpu }} is hot"
      runbook_url: https://example.com/hot
  - alert: Full
    expr: >
      DCGM_FI_DEV_FB_USED /
      DCGM_FI_DEV_FB_FREE > 0.9
    annotations:
      summary: 'it''s full on {{   .Nope }}'
- name: other
  rules:
  # ml-alert-rules disable rules/duplicate-rule
  - record: job:up:sum
    expr: "sum by (job) (up)"
  - record: job:up:sum
    expr: sum by (job) (up)
  - record: job:rate
    expr: increase(DCGM_FI_DEV_XID_ERRORS[1h]) )
`;

function run(service: Service, workspace: Workspace, file: string, across?: Across): readonly Finding[] {
  const work = service.analyse(workspace, file, across);
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}

function fresh(text: string, config: Config): readonly Finding[] {
  const service = testService();
  const workspace = service.workspace(config);
  workspace.put('f', service.open(text));
  return run(service, workspace, 'f');
}

/** Findings of one file among others, as a new service has them. */
function freshAcross(check: Check, texts: ReadonlyMap<string, string>, file: string): readonly string[] {
  const service = testService([check]);
  const workspace = service.workspace(resolveConfig([]));
  for (const [name, text] of texts) workspace.put(name, service.open(text));
  return run(service, workspace, file).map(({ message, from }) => `${from} ${message}`);
}

describe('checks/engine', () => {
  it('says the same after edits as about the text alone', () => {
    const config = resolveConfig([]);
    const snippets = [
      'a',
      ' ',
      '\n',
      '  ',
      '"',
      ')',
      '#',
      '- ',
      ': ',
      '{{ ',
      ' > 1',
      '\n  - alert: New\n    expr: up == 0\n',
      'é😀',
    ];
    const edit = fc.record({ at: fc.nat(sample.length), cut: fc.nat(12), put: fc.constantFrom('', ...snippets) });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), edits => {
        const service = testService();
        const workspace = service.workspace(config);
        let text = sample;
        let document = service.open(text);
        workspace.put('f', document);
        run(service, workspace, 'f');
        for (const { at, cut, put } of edits) {
          const from = Math.min(at, text.length);
          text = text.slice(0, from) + put + text.slice(from + cut);
          document = service.open(text, document);
          workspace.put('f', document);
          // The first answer while typing may leave things out, but has to leave everything in order.
          for (const finding of run(service, workspace, 'f', 'moved')) {
            assert.ok(0 <= finding.from && finding.from <= finding.to && finding.to <= text.length);
          }
          assert.deepEqual(run(service, workspace, 'f'), fresh(text, config));
        }
      }),
      // What one root leaves in the collector must not be kept with another: a rest that is not read, said twice.
      { numRuns: draws(60), examples: [[[{ at: 0, cut: 1, put: '\n  - alert: New\n    expr: up == 0\n' }]]] },
    );
  });

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

/** With places in the file, and with what recordings carry, which is only worked out when asked for. */
function spelledOut(facts: DocumentFacts): unknown {
  const { starts: _, alerts, records, groups, ...others } = facts;
  const placed = <T extends { readonly at: GroupPlace }>({ at, ...rest }: T) => ({ ...rest, span: spanOf(facts, at) });
  const nothing = { labels: () => undefined, values: () => undefined };
  const recorded = (record: RecordFact) => ({
    ...placed(record),
    branches: record.branches(),
    value: record.value(),
    result: record.result(record.expr, nothing),
  });
  return {
    ...others,
    alerts: alerts.map(placed),
    records: records.map(recorded),
    groups: groups.map(group => ({
      ...placed(group),
      alerts: group.alerts.map(placed),
      records: group.records.map(recorded),
    })),
  };
}

describe('checks/documentFacts', () => {
  it('has the places of the present version, as if it were read anew', () => {
    const config = resolveConfig([]);
    const place = fc.record({
      at: fc.nat(sample.length),
      put: fc.constantFrom('\n', '# x\n', 'x', '  - alert: A\n    expr: up\n'),
    });
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 4 }), edits => {
        const service = testService();
        const workspace = service.workspace(config);
        let text = sample;
        let document = service.open(text);
        workspace.put('f', document);
        workspace.factsOf('f');
        for (const { at, put } of edits) {
          text = text.slice(0, at) + put + text.slice(at);
          document = service.open(text, document);
          workspace.put('f', document);
          const other = testService();
          const anew = other.workspace(config);
          anew.put('f', other.open(text));
          assert.deepEqual(spelledOut(workspace.factsOf('f')), spelledOut(anew.factsOf('f')));
        }
      }),
      { numRuns: draws(100) },
    );
  });
});
