// What the files around a document say about it: patches of a kustomization, and rules beside those of vmalert.
import assert from 'node:assert/strict';
import { kustomizedIn } from '../../../server/src/model/kustomize';
import { judgeFiles, testService } from '../../harness/judge';

const PATCH =
  'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: gpu, labels: {release: kps}}\n';
const ROUTE =
  'apiVersion: monitoring.coreos.com/v1beta1\nkind: AlertmanagerConfig\nmetadata: {name: ml}\nspec:\n  route: {receiver: slack}\n';
const RULES = 'groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up == 0\n    annotations:\n      q: TEXT\n';
const service = testService();

/** How many errors each file of a workspace has. */
function errorsOf(files: Readonly<Record<string, string>>): Readonly<Record<string, number>> {
  const found = judgeFiles(
    Object.entries(files).map(([name, text]) => ({ name, text })),
    { service },
  );
  const names = Object.keys(files).filter(name => !name.includes('kustomization'));
  const errors = found.filter(({ severity }) => severity === 'error');
  return Object.fromEntries(names.map(name => [name, errors.filter(({ file }) => file === name).length]));
}

/** The checks that find something in one file of a workspace. */
function checksOf(files: Readonly<Record<string, string>>, name: string): readonly string[] {
  const all = Object.entries(files).map(([file, text]) => ({ name: file, text }));
  return judgeFiles(all, { service }).flatMap(({ file, check }) => (file === name ? check : []));
}

describe('the files around a document', () => {
  it('name it as a patch, which is no whole object', () => {
    const files = { 'a/labels.yaml': PATCH, 'a/route.yaml': ROUTE, 'b/labels.yaml': PATCH };
    assert.deepEqual(errorsOf(files), { 'a/labels.yaml': 1, 'a/route.yaml': 1, 'b/labels.yaml': 1 });
    const kustomization =
      'resources: [../base]\npatches:\n- path: labels.yaml\npatchesStrategicMerge:\n- ./route.yaml\n- ../b/labels.yaml\n';
    assert.deepEqual(errorsOf({ ...files, 'a/kustomization.yaml': kustomization }), {
      'a/labels.yaml': 0,
      'a/route.yaml': 0,
      'b/labels.yaml': 0,
    });
  });

  it('do not excuse what a patch says', () => {
    const patch = `${PATCH}spec:\n${RULES.replace('up == 0', 'up ==').replace(/^(?=.)/gm, '  ')}`;
    assert.deepEqual(errorsOf({ 'a.yaml': patch, 'kustomization.yml': 'patches: [{path: a.yaml}]\n' }), {
      'a.yaml': 1,
    });
  });

  it('name it as what a test compares objects with: a part of one, with expressions for keys', () => {
    const text = `${PATCH}spec:\n  groups:\n  - name: gpu\n    ~.rules:\n      labels: {team: ml}\n    (length(rules)): 2\n`;
    const told = (file: string) => checksOf({ [file]: text }, file).filter(id => id.startsWith('kubernetes/'));
    for (const file of ['test/01-gpu-assert.yaml', 'assert.yml', 'test/01-errors.yaml'])
      assert.deepEqual(told(file), []);
    assert.deepEqual(told('rules/http-errors.yaml'), ['kubernetes/pruned-field', 'kubernetes/pruned-field']);
    assert.deepEqual(errorsOf({ 'gpu-assert.yaml': PATCH, 'errors.yaml': PATCH }), {
      'gpu-assert.yaml': 0,
      'errors.yaml': 1,
    });
  });

  it('are found from where the kustomization stands', () => {
    const text =
      'apiVersion: kustomize.config.k8s.io/v1beta1\npatches:\n- path: ./x y.yaml\n- patch: |-\n    - op: add\n';
    assert.deepEqual(kustomizedIn('file:///c%20d/o/k.yaml', text).patches, ['file:///c%20d/o/x%20y.yaml']);
    assert.deepEqual(kustomizedIn('overlays\\o\\k.yaml', text).patches, ['overlays\\o\\x y.yaml']);
    assert.deepEqual(kustomizedIn('kustomization.yaml', 'patchesStrategicMerge:\n- ../a.yaml\n').patches, [
      '../a.yaml',
    ]);
    assert.deepEqual(
      kustomizedIn('o/kustomization.yaml', 'resources: [a.yaml, ../b/c.yml, ../base, "https://d.org/e.yaml"]\n'),
      { patches: [], resources: ['o/a.yaml', 'b/c.yml'] },
    );
    assert.deepEqual(kustomizedIn('values.yaml', 'patches:\n- path: a.yaml\n').patches, []);
  });

  it('are vmalert’s, and so are the rules among them', () => {
    const own = RULES.replace('TEXT', '"{{ $expr|queryEscape }}"');
    const other = RULES.replace('up == 0', 'median(up) == 0');
    assert.deepEqual(errorsOf({ 'vm/a.yml': own, 'vm/b.yml': other }), { 'vm/a.yml': 0, 'vm/b.yml': 0 });
    assert.deepEqual(errorsOf({ 'vm/a.yml': own, 'b.yml': other }), { 'vm/a.yml': 0, 'b.yml': 1 });
  });

  it('are vmalert’s, who reads all documents of a file and looks before a range', () => {
    const own = RULES.replace('TEXT', '"{{ $expr|queryEscape }}"');
    const other = `${RULES.replace('up == 0', 'sum(rate(x_total[2s])) > 0')}---\n${RULES}`;
    const checks = ['rules/unread-document', 'promql/short-range'];
    const told = (files: Record<string, string>) => checks.filter(id => checksOf(files, 'vm/b.yml').includes(id));
    assert.deepEqual(told({ 'vm/a.yml': own, 'vm/b.yml': other }), []);
    assert.deepEqual(told({ 'vm/b.yml': other }), checks);
  });
});
