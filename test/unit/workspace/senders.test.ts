// Who sends the alerts of a workspace: the same objects as long as the configurations say the same of what is done to alerts.
import assert from 'node:assert/strict';
import { resolveConfig } from '../../../server/src/config/config';
import { createService } from '../../../server/src/service';
import { shippedCatalog } from '../../harness/judge';

const service = createService({ catalog: shippedCatalog, onFailure: (_, error) => assert.fail(String(error)) });
const rules = 'groups:\n- name: g\n  rules:\n  - {alert: A, expr: up == 0}\n';
const config = (external: string, steps: string): string =>
  `global: {external_labels: {${external}}}\nrule_files: [rules/*.yaml]\nalerting:\n  alert_relabel_configs: [${steps}]\n`;
const drop = '{regex: replica, action: labeldrop}';

function start(...settings: Parameters<typeof resolveConfig>[0]) {
  const workspace = service.workspace(resolveConfig(settings));
  const put = (file: string, text: string): void =>
    workspace.put(file, service.open(text, workspace.document(file), service.openOptions(workspace, file)));
  put('/w/rules/a.yaml', rules);
  return { workspace, put };
}

describe('senders of a workspace', () => {
  it('leave facts alone where nothing is done to alerts, and where another label is added', () => {
    const { workspace, put } = start();
    const alone = workspace.factsOf('/w/rules/a.yaml');
    put('/w/prometheus.yml', config('cluster: a', ''));
    assert.equal(workspace.factsOf('/w/rules/a.yaml'), alone);
    assert.equal(workspace.factsOf('/w/rules/a.yaml').alerts[0]!.senders, undefined);
    put('/w/prometheus.yml', config('cluster: a', drop));
    const changed = workspace.factsOf('/w/rules/a.yaml');
    assert.notEqual(changed.alerts[0]!.senders, undefined);
    put('/w/prometheus.yml', config('cluster: b', drop));
    assert.equal(workspace.factsOf('/w/rules/a.yaml'), changed);
    workspace.remove('/w/prometheus.yml');
    assert.equal(workspace.factsOf('/w/rules/a.yaml').alerts[0]!.senders, undefined);
  });

  it('are read again where the text of a rule file was let go', () => {
    const { workspace, put } = start();
    workspace.letGo('/w/rules/a.yaml');
    assert.equal(workspace.isOutdated('/w/rules/a.yaml'), false);
    put('/w/prometheus.yml', config('cluster: a', ''));
    assert.equal(workspace.isOutdated('/w/rules/a.yaml'), false);
    put('/w/prometheus.yml', config('cluster: a', drop));
    assert.equal(workspace.isOutdated('/w/rules/a.yaml'), true);
  });

  it('are those that load a file, or else all', () => {
    const { workspace, put } = start();
    put('/w/prometheus.yml', config('cluster: a', drop));
    put('/w/other/prometheus.yml', config('cluster: b', ''));
    const of = (file?: string) => workspace.senders(file)!.all.map(({ sending }) => sending!.external['cluster']);
    assert.deepEqual(of('/w/rules/a.yaml'), ['a']);
    assert.deepEqual(of('/w/other/rules/b.yaml'), ['b']);
    assert.deepEqual(of('/w/rules/deep/a.yaml'), ['b', 'a']);
    assert.deepEqual(of(), ['b', 'a']);
    assert.equal(workspace.senders('/w/rules/a.yaml'), workspace.senders('/w/rules/x.yaml'));
  });

  it('add the labels that the settings name, and go by the rules of the target', () => {
    const { workspace, put } = start({ externalLabels: { site: 'x' }, prometheus: '2.42' } as never);
    put('/w/prometheus.yml', config('cluster: a', drop));
    const { sending } = workspace.senders()!.all[0]!;
    assert.deepEqual([sending!.external, sending!.legacyNames], [{ site: 'x' }, true]);
  });

  it('begin to count while somebody writes', () => {
    const { workspace, put } = start();
    let text = '';
    for (const line of config('cluster: a', drop).split(/(?<=\n)/)) put('/w/prometheus.yml', (text += line));
    assert.notEqual(workspace.factsOf('/w/rules/a.yaml').alerts[0]!.senders, undefined);
  });
});
