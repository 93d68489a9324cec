// Templates that the values of a chart hold beside a configuration: they define what its receivers call.
import assert from 'node:assert/strict';
import { judgeText, testService } from '../../harness/judge';

const service = testService();
const config = (title: string): string =>
  `  route: {receiver: a}\n  receivers:\n  - name: a\n    slack_configs:\n    - api_url: https://x.example/a\n      title: '${title}'\n`;
const found = (text: string): readonly string[] =>
  judgeText(text, { service }).map(({ check, message }) => `${check} ${message}`);

describe('templates beside a configuration in values', () => {
  const charts: Record<string, (title: string, template: string) => string> = {
    'kube-prometheus-stack': (title, template) =>
      `alertmanager:\n  config:\n${config(title).replace(/^/gm, '  ')}\n  templateFiles:\n    own.tmpl: |-\n      ${template}\n`,
    alertmanager: (title, template) => `config:\n${config(title)}templates:\n  own.tmpl: '${template}'\n`,
    prometheus: (title, template) =>
      `alertmanagerFiles:\n  alertmanager.yml:\n${config(title).replace(/^/gm, '  ')}\n  own.tmpl: '${template}'\n`,
  };
  for (const [chart, values] of Object.entries(charts))
    it(`of ${chart} are known`, () => {
      const own = '{{ define "own.title" }}{{ .CommonLabels.alertname }}{{ end }}';
      assert.deepEqual(found(values('{{ template "own.title" . }}', own)), []);
      assert.match(
        found(values('{{ template "own.titel" . }}', own)).join('\n'),
        /^alertmanager\/faulty-template .*own\.titel/,
      );
      const broken = found(values('{{ template "own.title" . }}', own.replace(' }}{{ end', ' {{ end')));
      assert.match(broken.join('\n'), /^alertmanager\/invalid-template-file .*own\.tmpl/m);
    });

  it('may stand elsewhere where there are none', () => {
    assert.deepEqual(found(`config:\n${config('{{ template "own.title" . }}')}`), []);
  });

  const configMap = (name: string, patterns: string, title: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: am}\ndata:\n  ${name}: '{{ define "own.title" }}x{{ end }}'\n` +
    `  alertmanager.yml: |\n    templates: ${patterns}\n${config(title).replace(/^/gm, '  ')}`;
  const own = '{{ template "own.title" . }}';
  const other = '{{ template "own.titel" . }}';

  it('are those in the folder that a ConfigMap is mounted as, where the configuration finds one of them', () => {
    for (const patterns of ["['/etc/alertmanager/*.tmpl']", "['/am/own.tmpl']", "['/x/o*.tmpl', '/x/p.tmpl']"]) {
      assert.deepEqual(found(configMap('own.tmpl', patterns, own)), [], patterns);
      assert.match(found(configMap('own.tmpl', patterns, other)).join(), /faulty-template .*own\.titel/, patterns);
    }
  });

  it('are not all where the configuration names other folders', () => {
    for (const patterns of ["['/templates/p.tmpl']", "['/a/*.tmpl', '/b/*.tmpl']", "['/a/own.tmpl', '/b/p.tmpl']"])
      assert.deepEqual(found(configMap('own.tmpl', patterns, other)), [], patterns);
  });
});
