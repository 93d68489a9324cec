// Of a document that is let go everything that it says to others stays, and nothing else.

import assert from 'node:assert/strict';
import { spanOf } from '../../../server/src/analysis/facts';
import { sameFacts } from '../../../server/src/analysis/sameFacts';
import { resolveConfig } from '../../../server/src/config/config';
import { createService } from '../../../server/src/service';
import { shippedCatalog } from '../../harness/judge';

const rules = `groups:
- name: serving
  labels: {team: ml}
  rules:
  - record: model_with_a_long_name:requests:rate5m
    expr: sum by (model_name_of_the_server) (rate(inference_requests_total[5m]))
  - alert: RequestsStop
    expr: model_with_a_long_name:requests:rate5m == 0 unless on (model_name_of_the_server) absent(up{job="serving"})
    labels:
      severity: critical
`;
const configuration = 'route:\n  receiver: all\n  group_by: [alertname, model]\nreceivers:\n- name: all\n';

describe('a document that is let go', () => {
  const service = createService({ catalog: shippedCatalog, onFailure: () => assert.fail() });
  const filled = () => {
    const workspace = service.workspace(resolveConfig([]));
    workspace.put('am.yaml', service.open(configuration));
    workspace.put('rules.yaml', service.open(rules));
    return workspace;
  };

  it('says the same to others, so that nobody is judged again', () => {
    const workspace = filled();
    const before = workspace.facts();
    const own = workspace.factsOf('rules.yaml');
    for (const file of workspace.files()) service.letGo(workspace, file);
    assert.equal(workspace.characters, 0);
    assert.equal(workspace.document('rules.yaml'), undefined);
    assert.equal(workspace.facts(), before);
    const kept = workspace.factsOf('rules.yaml');
    assert.notEqual(kept, own);
    assert.ok(sameFacts(kept, own));
    assert.deepEqual(
      kept.alerts.map(({ at }) => spanOf(kept, at)),
      own.alerts.map(({ at }) => spanOf(own, at)),
    );
    assert.equal(workspace.facts().documents[1], kept);
    assert.equal(workspace.facts().recorded('model_with_a_long_name:requests:rate5m')[0], kept.records[0]);
    assert.deepEqual(
      [...workspace.expressions(['requests', 'rate5m'])].map(({ name, text }) => [name, text.slice(0, 20)]),
      [['RequestsStop', 'model_with_a_long_na']],
    );
  });

  it('is the same when its text comes back, and another one when another comes', () => {
    const workspace = filled();
    const before = workspace.facts();
    const version = workspace.version('rules.yaml');
    service.letGo(workspace, 'rules.yaml');
    workspace.put('rules.yaml', service.open(rules));
    assert.equal(workspace.facts(), before);
    assert.equal(workspace.version('rules.yaml'), version);
    assert.equal(workspace.characters, rules.length + configuration.length);
    service.letGo(workspace, 'rules.yaml');
    workspace.put('rules.yaml', service.open(rules.replace('critical', 'warning')));
    assert.notEqual(workspace.version('rules.yaml'), version);
    assert.notEqual(workspace.facts(), before);
    assert.deepEqual(workspace.facts().documents[1]!.alerts[0]!.labels.at(-1), { name: 'severity', value: 'warning' });
  });

  it('is opened again for who looks through all documents', () => {
    const workspace = service.workspace(resolveConfig([]), { reopen: () => service.open(rules) });
    const asking = service.open(
      'groups:\n- name: g\n  rules:\n  - alert: A\n    expr: model_with_a_long_name:requests:rate5m\n',
    );
    workspace.put('asking.yaml', asking);
    workspace.put('rules.yaml', service.open(rules));
    const ask = () => {
      const work = service.references(workspace, asking, asking.text.indexOf('model_'), true);
      for (let step = work.next(); ; step = work.next()) if (step.done) return step.value;
    };
    const before = ask();
    assert.equal(before.length, 3);
    service.letGo(workspace, 'rules.yaml');
    assert.deepEqual(ask(), before);
    assert.equal(workspace.document('rules.yaml'), undefined);
  });

  it('is outdated once it would be read otherwise', () => {
    const workspace = filled();
    service.letGo(workspace, 'rules.yaml');
    assert.equal(workspace.isOutdated('rules.yaml'), false);
    workspace.define(
      'x.py',
      'from prometheus_client import Gauge\nG = Gauge("inference_requests_total", "x", ["a"])\n',
    );
    assert.equal(workspace.isOutdated('rules.yaml'), true);
    workspace.put('rules.yaml', service.open(rules));
    assert.equal(workspace.isOutdated('rules.yaml'), false);
    workspace.facts();
    service.letGo(workspace, 'rules.yaml');
    workspace.configure(resolveConfig([{ prometheus: '2.42' }]));
    assert.equal(workspace.isOutdated('rules.yaml'), true);
  });

  it('is not outdated by source code that says something else and defines the same metrics', () => {
    const workspace = filled();
    const code = (name: string): string =>
      `package a\n\nimport "github.com/prometheus/client_golang/prometheus"\n\nconst Title = "${name}"\n\nvar G = prometheus.NewGauge(prometheus.GaugeOpts{Name: "fill_level", Help: "x"})\n`;
    workspace.define('x.go', code('one'));
    workspace.facts();
    const { metrics } = workspace.facts();
    assert.ok(metrics.some(({ name }) => name === 'fill_level'));
    service.letGo(workspace, 'rules.yaml');
    workspace.define('x.go', code('two'));
    assert.equal(workspace.isOutdated('rules.yaml'), false);
    assert.equal(workspace.facts().metrics, metrics);
  });

  it('answers about records of those that changed and those that did not', () => {
    const workspace = service.workspace(resolveConfig([]));
    const recording = (name: string): string => `groups:\n- name: g\n  rules:\n  - record: ${name}\n    expr: up\n`;
    for (let i = 0; i < 30; i++) workspace.put(`${i}.yaml`, service.open(recording(`a:${i % 3}`)));
    const counts = () => ['a:0', 'a:1', 'a:2', 'b'].map(name => workspace.facts().recorded(name).length);
    assert.deepEqual(counts(), [10, 10, 10, 0]);
    for (let i = 0; i < 24; i++) {
      workspace.put(`${i}.yaml`, service.open(recording('b')));
      assert.equal(counts()[3], i + 1);
    }
    assert.deepEqual(counts(), [2, 2, 2, 24]);
    workspace.remove('29.yaml');
    workspace.put('0.yaml', service.open(recording('a:0')));
    assert.deepEqual(counts(), [3, 2, 1, 23]);
  });
});
