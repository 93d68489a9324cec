// What Prometheus does to alerts before it sends them: answers recorded from its packages (`npm run fuzz:sending` asks for more), and
// alerts of which only a part is known, held to every alert that they may be.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { expand } from '../../../server/src/go/expand';
import { toLower, toUpper } from '../../../server/src/go/letterCase';
import { md5 } from '../../../server/src/go/md5';
import { utf8 } from '../../../server/src/go/utf8';
import { prometheusConfigsIn, sendingOf } from '../../../server/src/model/prometheusConfig';
import { type FiredLabels, knownLabels } from '../../../server/src/relabel/draft';
import { Relabeller } from '../../../server/src/relabel/relabel';
import { stepWords } from '../../../server/src/relabel/step';
import { Random } from '../../fuzz/random';
import { ourSent, randomSending, type SendingCase } from '../../fuzz/sending';
import { hasOracle, Oracle } from '../../oracles/ask';

const recorded = fs
  .readFileSync(path.join(import.meta.dirname, '../../fixtures/routing/sending.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line) as SendingCase);

describe('alerts as Prometheus sends them', () => {
  it('have the labels that were recorded, and what it refuses is not known', () => {
    assert.ok(recorded.filter(({ sent }) => sent?.includes(null)).length > 10);
    for (const { content, alerts, sent } of recorded) assert.deepEqual(ourSent(content, alerts), sent, content);
  });

  it('have the labels that it gives them', async function () {
    if (!hasOracle('prometheus')) return this.skip();
    const [oracle, random] = [new Oracle('prometheus'), new Random(Number(process.env['SEED'] ?? 5))];
    try {
      const [{ send } = {}] = await oracle.ask<{ readonly send?: boolean }>([{ op: 'version' }]);
      // Built before it could be asked this.
      if (!send) return this.skip();
      const cases = Array.from({ length: 500 }, () => randomSending(random, 4));
      const answers = await oracle.ask<{ readonly sent?: SendingCase['sent'] }>(
        cases.map(one => ({ op: 'send', ...one })),
      );
      for (const [i, { content, alerts }] of cases.entries())
        assert.deepEqual(ourSent(content, alerts), answers[i]!.sent ?? null, content);
    } finally {
      oracle.close();
    }
  });

  it('are told of only where every alert that it may be says so', () => {
    const random = new Random(Number(process.env['SEED'] ?? 11));
    let [told, open] = [0, 0];
    for (const { content, alerts } of Array.from({ length: 600 }, () => randomSending(random, 3))) {
      const [config] = prometheusConfigsIn('prometheus.yml', content);
      const sending = config && sendingOf(config);
      if (!sending) continue;
      const relabeller = new Relabeller(sending);
      for (const labels of alerts) {
        const exact = relabeller.sent(knownLabels(labels));
        // Of a part of the labels it is said that they may be there; of some not even that.
        const hidden = new Set(Object.keys(labels).filter(() => random.chance(40)));
        const closed = random.chance(50);
        const named = Object.keys(labels).filter(name => closed || !hidden.has(name) || random.chance(50));
        const known: FiredLabels = {
          valueFor: name => (hidden.has(name) || (!closed && !named.includes(name)) ? undefined : (labels[name] ?? '')),
          names: named,
          closed,
        };
        const sent = relabeller.sent(known);
        if (sent.sent !== 'perhaps') assert.equal(exact.sent, sent.sent, content);
        if (exact.sent === 'no') continue;
        for (const name of new Set([...exact.labels.names, ...sent.labels.names, 'severity', 'team', '_', 'x'])) {
          const value = sent.labels.valueFor(name);
          if (value === undefined) open++;
          else assert.equal(exact.labels.valueFor(name), value, `${name} ${JSON.stringify(labels)}\n${content}`);
          told++;
        }
        if (sent.labels.closed)
          for (const name of exact.labels.names) assert.ok(sent.labels.names.includes(name), `${name}\n${content}`);
      }
    }
    assert.ok(told > 2_000 && open < 0.7 * told, `${open} of ${told} are not known`);
  });

  it('have what changed them told in words', () => {
    const content = `rule_files: [a.yml]
alerting:
  alert_relabel_configs:
    - {source_labels: [severity], regex: none, action: drop}
    - {target_label: team, replacement: ml}
    - {regex: replica, action: labeldrop}
`;
    const [config] = prometheusConfigsIn('prometheus.yml', content);
    const sent = new Relabeller(sendingOf(config!)!).sent(knownLabels({ alertname: 'X', severity: 'page' }));
    assert.deepEqual(sent.changes().steps.map(stepWords), ['sets `team`']);
    const none = new Relabeller(sendingOf(config!)!).sent(knownLabels({ alertname: 'X', severity: 'none' }));
    assert.equal(stepWords(none.droppedBy!), 'drops alerts whose `severity` is `none`');
  });
});

describe('the configuration of a Prometheus', () => {
  const stages = (text: string) => prometheusConfigsIn('f.yml', text).map(one => one.stages?.map(list => list.length));

  it('is a file, or stands in a ConfigMap or Secret', () => {
    const config =
      'global:\n  external_labels: {cluster: a, pod: $POD}\nrule_files:\n- a.yml\nalerting:\n  alert_relabel_configs:\n  - {regex: x, action: labeldrop}\n';
    const [read] = prometheusConfigsIn('f.yml', config);
    assert.deepEqual(
      [read!.external, read!.ruleFiles],
      [[{ name: 'cluster', value: 'a' }, { name: 'pod' }], ['a.yml']],
    );
    assert.deepEqual(stages(config), [[1]]);
    const indented = config.replace(/^/gm, '    ');
    assert.deepEqual(stages(`kind: ConfigMap\ndata:\n  prometheus.yml: |\n${indented}`), [[1]]);
    assert.deepEqual(stages(`kind: Secret\nstringData:\n  prometheus.yml: |\n${indented}`), [[1]]);
    assert.deepEqual(stages(`kind: Deployment\ndata:\n  prometheus.yml: |\n${indented}`), []);
  });

  it('is none where alerts are not sent by it', () => {
    assert.deepEqual(stages('scrape_configs: []\nglobal: {external_labels: {a: b}}\n'), []);
    assert.deepEqual(stages('alerting: {}\nroute: {receiver: a}\nreceivers: [{name: a}]\n'), []);
    assert.deepEqual(stages('groups:\n  - name: a\n    rules: []\nrule_files: []\n'), []);
  });

  it('is not known where it would be refused, is not written yet, or Alertmanagers get different alerts', () => {
    const why = (alerting: string) =>
      prometheusConfigsIn('f.yml', `rule_files: []\nalerting:\n${alerting}`).map(one => one.unknown);
    assert.deepEqual(why('  alert_relabel_configs: [{action: rename}]\n'), [
      'Prometheus would refuse its configuration',
    ]);
    assert.deepEqual(why('  alert_relabel_configs: [{target_label: "{{ x }}"}]\n'), [
      'a template engine has yet to write a part of its configuration',
    ]);
    assert.deepEqual(why('  {{- if x }}\n  alert_relabel_configs: []\n  {{- end }}\n'), [
      'a template engine has yet to write a part of its configuration',
    ]);
    const own = (regex: string): string => `    - alert_relabel_configs: [{regex: ${regex}, action: labeldrop}]\n`;
    assert.deepEqual(why(`  alertmanagers:\n${own('a')}${own('b')}`), [
      'its Alertmanagers get alerts changed in different ways',
    ]);
    assert.deepEqual(why(`  alertmanagers:\n${own('a')}${own('a')}`), [undefined]);
  });
});

describe('texts as Go changes them', () => {
  it('hashes as MD5 does', () => {
    for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000]) {
      const text = 'äb'.repeat(length).slice(0, length);
      assert.equal(Buffer.from(md5(utf8(text))).toString('hex'), createHash('md5').update(text).digest('hex'));
    }
  });

  it('writes capitals and small letters one for one', () => {
    assert.equal(toUpper('straße ﬁ ὕλῃ ᾳ ŉ ΐ a😀'), 'STRAßE ﬁ ὝΛῌ ᾼ ŉ ΐ A😀');
    assert.equal(toLower('İ ΑΣ ῼ ÄẞK'), 'i ασ ῳ äßk');
  });

  it('puts groups in by number and name', () => {
    const match = { groupCount: () => 2, group: (i: number) => [null, 'a', null][i] ?? (i === 0 ? 'all' : null) };
    const put = (template: string): string => expand(template, match, { x: 1 });
    assert.equal(put('$0 $1 $2 $3 ${1}b $1b $x ${x} $y'), 'all a   ab  a a ');
    assert.equal(put('$$1 $ ${ ${} ${1 $01 a$'), '$1 $ ${ ${} ${1  a$');
  });
});
