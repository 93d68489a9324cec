// Templates of notifications that stand in other objects or values than the configuration that loads them.
import assert from 'node:assert/strict';
import { resolveConfig } from '../../../server/src/config/config';
import { finish } from '../../../server/src/text/slices';
import { judgeFiles, testService } from '../../harness/judge';

const service = testService();
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const indent = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by));

const config = (calls: string, pattern = '/etc/alertmanager/templates/*.tmpl'): string =>
  `route: {receiver: a}\nreceivers:\n- name: a\n  slack_configs:\n  - api_url: https://x.example/a\n    title: '${calls}'\ntemplates: ['${pattern}']\n`;
const object = (kind: string, key: string, texts: Record<string, string>, metadata = '{name: x}'): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: ${metadata}\n${key}:\n${Object.entries(texts)
    .map(([name, text]) =>
      key === 'data' && kind === 'Secret' ? `  ${name}: ${base64(text)}\n` : `  ${name}: |\n${indent(text, 4)}\n`,
    )
    .join('')}`;
const map = (texts: Record<string, string>, metadata?: string): string => object('ConfigMap', 'data', texts, metadata);

const good = '{{ define "own.title" }}{{ .CommonLabels.alertname }}{{ end }}';
const broken = '{{ define "own.title" }}{{ .CommonLabels.alertname }{{ end }}';
const call = '{{ template "own.title" . }}';

const found = (files: Record<string, string>): readonly string[] =>
  judgeFiles(
    Object.entries(files).map(([name, text]) => ({ name, text })),
    { service },
  ).map(({ file, check, start }) => `${file}:${start.line + 1} ${check}`);

describe('templates apart from their configuration', () => {
  const inMap = map({ 'alertmanager.yml': config(call) });
  const callers: Record<string, string> = {
    'a ConfigMap': inMap,
    'a Secret': object('Secret', 'stringData', { 'alertmanager.yaml': config(call) }),
    'an encoded Secret': object('Secret', 'data', { 'alertmanager.yaml': config(call) }),
    'a file': config(call),
    'an AlertmanagerConfig':
      'apiVersion: monitoring.coreos.com/v1alpha1\nkind: AlertmanagerConfig\nmetadata: {name: a, namespace: b}\nspec:\n  route: {receiver: a}\n  receivers:\n  - name: a\n    slackConfigs:\n    - apiURL: {name: s, key: k}\n      title: \'{{ template "own.title" . }}\'\n',
  };
  for (const [title, text] of Object.entries(callers))
    it(`are checked where ${title} calls them`, () => {
      assert.deepEqual(found({ 'am.yaml': text, 'templates.yaml': map({ 'a.tmpl': good }) }), []);
      assert.deepEqual(found({ 'am.yaml': text, 'templates.yaml': map({ 'a.tmpl': broken }) }), [
        'templates.yaml:6 alertmanager/invalid-template-file',
      ]);
    });

  it('are checked in the same stream, and with what receivers hand over', () => {
    const wrong = `${good}\n{{ define "own.text" }}{{ .Foo }}{{ end }}`;
    const text = `${map({ 'alertmanager.yml': config(`${call} {{ template "own.text" . }}`) })}---\n${map({ 'a.tmpl': wrong })}`;
    assert.deepEqual(found({ 'all.yaml': text }), ['all.yaml:21 alertmanager/faulty-template']);
  });

  it('are checked in Secrets, in base64 and in lists', () => {
    const secret = object('Secret', 'data', { 'a.tmpl': broken });
    assert.deepEqual(found({ 'am.yaml': inMap, 'templates.yaml': secret }), [
      'templates.yaml:5 alertmanager/invalid-template-file',
    ]);
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${indent(map({ 'a.tmpl': broken }), 2).trimStart()}`;
    assert.deepEqual(found({ 'am.yaml': inMap, 'templates.yaml': list }), [
      'templates.yaml:9 alertmanager/invalid-template-file',
    ]);
  });

  it('are checked in the values of a chart', () => {
    const values = `alertmanager:\n  config:\n${indent(config(call, '/etc/alertmanager/config/*.tmpl'), 4)}`;
    const other = `alertmanager:\n  templateFiles:\n    a.tmpl: |\n      ${broken}\n`;
    assert.deepEqual(found({ 'values.yaml': values, 'values-prod.yaml': other }), [
      'values-prod.yaml:4 alertmanager/invalid-template-file',
    ]);
    // What a chart is given besides is put on top of it.
    const both = `${values}  templateFiles:\n    b.tmpl: '{{ define "b" }}{{ .Alerts }}{{ end }}'\n`;
    assert.deepEqual(found({ 'values.yaml': both, 'values-prod.yaml': other.replace(broken, good) }), []);
  });

  it('count as defined beside others', () => {
    const own = map({ 'alertmanager.yml': config(call, '*.tmpl'), 'b.tmpl': '{{ define "b" }}{{ .Alerts }}{{ end }}' });
    assert.deepEqual(found({ 'am.yaml': own }), ['am.yaml:11 alertmanager/faulty-template']);
    assert.deepEqual(found({ 'am.yaml': own, 'templates.yaml': map({ 'a.tmpl': good }) }), []);
    const elsewhere = map({ 'a.tmpl': good }, '{name: x, namespace: other}');
    const here = own.replace('{name: x}', '{name: y, namespace: mon}');
    assert.deepEqual(found({ 'am.yaml': here, 'templates.yaml': elsewhere }), [
      'am.yaml:11 alertmanager/faulty-template',
    ]);
  });

  it('need the data that they read', () => {
    const text = map({ 'alertmanager.yml': config('{{ template "own.title" }}') });
    assert.deepEqual(found({ 'am.yaml': text, 'templates.yaml': map({ 'a.tmpl': good }) }), [
      'am.yaml:11 alertmanager/faulty-template',
    ]);
    const two = map({
      'a.tmpl': good,
      'b.tmpl': '{{ define "own.title" }}{{ define "x" }}{{ .Alerts }}{{ end }}!{{ end }}',
    });
    assert.deepEqual(
      found({ 'am.yaml': text, 'templates.yaml': two.replace('{{ define "x" }}{{ .Alerts }}{{ end }}', '') }),
      [],
    );
  });

  it('are left alone where nobody calls them', () => {
    const others: Record<string, string> = {
      'no caller': map({ 'a.tmpl': broken }),
      'another namespace': map({ 'a.tmpl': broken }, '{name: x, namespace: b}'),
      'another name': map({ 'a.tpl': broken }),
      'other data': map({ 'a.tmpl': '{{ define "own.title" }}{{ .Site }{{ end }}' }),
    };
    const own = inMap.replace('{name: x}', '{name: x, namespace: mon}');
    for (const [title, text] of Object.entries(others)) {
      const rest: Record<string, string> = title === 'no caller' ? {} : { 'am.yaml': own };
      assert.deepEqual(found({ ...rest, 'templates.yaml': text }), [], title);
    }
  });

  it('are not called unused where another configuration calls them', () => {
    const mimir = (title: string): string =>
      `alertmanager_config: |\n${indent(config(title, 'a.tmpl'), 2)}template_files:\n  a.tmpl: |\n    ${good}\n`;
    assert.deepEqual(found({ 'a.yaml': mimir('x') }), ['a.yaml:11 alertmanager/unused-template']);
    assert.deepEqual(found({ 'a.yaml': mimir('x'), 'b.yaml': mimir(call) }), []);
  });

  it('are judged again when a configuration begins to call them', () => {
    const workspace = service.workspace(resolveConfig([]));
    workspace.put('am.yaml', service.open(config('x')));
    workspace.put('templates.yaml', service.open(map({ 'a.tmpl': broken })));
    const ids = (): readonly string[] => finish(service.analyse(workspace, 'templates.yaml')).map(({ check }) => check);
    assert.deepEqual(ids(), []);
    workspace.put('am.yaml', service.open(config(call), workspace.document('am.yaml')));
    assert.deepEqual(ids(), ['alertmanager/invalid-template-file']);
    assert.equal(service.across(workspace, 'templates.yaml'), undefined);
  });
});
