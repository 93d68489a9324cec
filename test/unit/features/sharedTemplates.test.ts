// Named templates of notifications in objects of their own: definition, references, rename, and their names in completion.
import assert from 'node:assert/strict';
import { resolveConfig } from '../../../server/src/config/config';
import { finish } from '../../../server/src/text/slices';
import { testService } from '../../harness/judge';
import { cursor } from './driver';

const service = testService();
const config = (title: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: am}\ndata:\n  alertmanager.yml: |\n    route: {receiver: a}\n    receivers:\n    - name: a\n      slack_configs:\n      - api_url: https://x.example/a\n        title: '${title}'\n    templates: [/etc/alertmanager/templates/*.tmpl]\n`;
const templates = (text: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: templates}\ndata:\n  own.tmpl: |\n    ${text}\n    {{ define "own.list" }}{{ range .Alerts }}{{ .Annotations.summary }}{{ end }}{{ end }}\n`;
const title = '{{ define "own.title" }}{{ .CommonLabels.alertname }}{{ end }}';
const call = '{{ template "own.title" . }}';

function open(files: Record<string, string>) {
  const workspace = service.workspace(resolveConfig([]));
  let at = { file: '', offset: -1 };
  for (const [file, marked] of Object.entries(files)) {
    const offset = marked.indexOf(cursor);
    if (offset >= 0) at = { file, offset };
    workspace.put(file, service.open(marked.replace(cursor, '')));
  }
  finish(workspace.gather());
  workspace.facts();
  const document = workspace.document(at.file)!;
  const shown = ({ file = at.file, span }: { file?: string; span: { from: number; to: number } }): string =>
    `${file} ${workspace.document(file)!.text.slice(span.from, span.to)}`;
  return {
    definitions: () => service.definitions(workspace, document, at.offset).map(shown),
    references: () => finish(service.references(workspace, document, at.offset, true)).map(shown),
    rename: () => finish(service.renameTarget(workspace, document, at.offset)),
    labels: () => service.complete(workspace, document, at.offset)?.entries.map(({ label }) => label) ?? [],
  };
}

describe('templates in objects of their own', () => {
  it('are found from a receiver', () => {
    const { definitions, references } = open({
      'am.yaml': config(call.replace('own', `o${cursor}wn`)),
      'templates.yaml': templates(title),
      'other.yaml': templates(title).replace('own.tmpl', 'own.txt'),
    });
    assert.deepEqual(definitions(), ['templates.yaml "own.title"']);
    assert.deepEqual(references(), ['am.yaml own.title', 'templates.yaml own.title']);
  });

  it('are found from where they are defined', () => {
    const { definitions, references, rename } = open({
      'am.yaml': config(call),
      'templates.yaml': templates(title.replace('own', `o${cursor}wn`)),
    });
    assert.deepEqual(definitions(), ['templates.yaml own.title']);
    assert.deepEqual(references(), ['templates.yaml own.title', 'am.yaml own.title']);
    assert.ok('refused' in rename()!);
  });

  it('are found in one stream', () => {
    const { definitions, references } = open({
      'all.yaml': `${config(call.replace('own', `o${cursor}wn`))}---\n${templates(title)}`,
    });
    assert.deepEqual(definitions(), ['all.yaml own.title']);
    assert.deepEqual(references(), ['all.yaml own.title', 'all.yaml own.title']);
  });

  it('are proposed to a receiver and to each other', () => {
    const first = (marked: Record<string, string>): readonly string[] => open(marked).labels().slice(0, 2);
    const own = ['own.list', 'own.title'];
    const receiver = { 'am.yaml': config(`{{ template "${cursor}" . }}`), 'templates.yaml': templates(title) };
    assert.deepEqual([...first(receiver)].sort(), own);
    const each = { 'templates.yaml': templates(`${title}{{ template "${cursor}" . }}`) };
    assert.deepEqual([...first(each)].sort(), own);
    const file = {
      'am.yml': `route: {receiver: a}\nreceivers:\n- name: a\n  slack_configs:\n  - title: '{{ template "__s${cursor}" . }}'\n`,
    };
    assert.deepEqual(first(file).slice(0, 1), ['__subject']);
  });

  it('are what a message is made of, unless two define the same', () => {
    const titles = (files: Record<string, string>): readonly string[] => {
      const workspace = service.workspace(resolveConfig([]));
      for (const [file, text] of Object.entries(files)) workspace.put(file, service.open(text));
      const alerts = [{ labels: { alertname: 'GpuHot' }, annotations: {}, startsAt: 0 }];
      const { routing } = finish(service.route(workspace, { alerts }));
      assert.equal(routing?.lacksTemplates, true);
      return routing.notifications
        .flatMap(one => ('message' in one ? (one.message?.parts ?? []) : []))
        .flatMap(part => ('name' in part && part.name === 'title' ? [part.error ?? part.text] : []));
    };
    const files = { 'am.yaml': config(call), 'templates.yaml': templates(title) };
    assert.equal(titles(files)[0], 'GpuHot');
    const twice = titles({ ...files, 'templates-prod.yaml': templates(title.replace('{{ .', 'prod {{ .')) })[0];
    assert.match(String(twice), /not defined/);
  });

  it('are completed inside', () => {
    const { labels } = open({ 'templates.yaml': templates(`{{ define "x" }}{{ .Comm${cursor} }}{{ end }}`) });
    assert.ok(labels().includes('CommonLabels'), labels().slice(0, 5).join());
  });
});
