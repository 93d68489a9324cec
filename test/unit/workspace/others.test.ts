// What manifests say, read again only where an edit may have changed it.
import assert from 'node:assert/strict';
import { loadCatalog } from '../../../server/src/catalog/lookup';
import { changeBetween } from '../../../server/src/text/change';
import { OtherFiles } from '../../../server/src/workspace/others';

describe('other files of a workspace', () => {
  it('know of a manifest that is too long to be read at each edit only that it may select anything', () => {
    const prometheus = 'apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: {name: main}\nspec: {}\n';
    const deployments = '---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n'.repeat(1500);
    const other = new OtherFiles(loadCatalog());
    let before = '';
    for (const [text, kinds] of [
      [prometheus, ['Prometheus']],
      [`${prometheus}${deployments}`, ['transformer']],
      [`${prometheus.replace('main', 'other')}${deployments}`, ['transformer']],
      [deployments, []],
      [`${deployments}---\n${prometheus}`, ['transformer']],
      [prometheus, ['Prometheus']],
    ] as const) {
      other.read('a.yaml', text, changeBetween(before, text));
      before = text;
      assert.deepEqual(
        other.operatorObjects().map(({ kind }) => kind),
        kinds,
      );
    }
  });

  it('know the matcher strategy of an Alertmanager object while it is typed and taken back', () => {
    const whole =
      'apiVersion: monitoring.coreos.com/v1\nkind: Alertmanager\nmetadata: {name: main}\nspec:\n  alertmanagerConfigMatcherStrategy:\n    type: None\n';
    const typed = [...whole].map((_, i) => whole.slice(0, i + 1));
    const renamed = whole.replace('Alertmanager\n', 'Prometheus\n');
    const edited = [...typed, renamed, whole, whole.replace('Strategy', 'Stra'), whole, ''];
    const catalog = loadCatalog();
    const other = new OtherFiles(catalog);
    other.read('a.yaml', '');
    let before = '';
    for (const text of edited) {
      other.read('a.yaml', text, changeBetween(before, text));
      before = text;
      const fresh = new OtherFiles(catalog);
      fresh.read('a.yaml', text);
      assert.deepEqual(other.matcherStrategies(), fresh.matcherStrategies(), text);
    }
    other.read('a.yaml', whole, changeBetween('', whole));
    assert.deepEqual(other.matcherStrategies(), [{ type: 'None' }]);
  });

  it('know the objects of the operator while they are typed and taken back', () => {
    const whole =
      'kind: Prometheus\nmetadata: {name: main}\nspec:\n  ruleSelector: {matchLabels: {a: b}}\n---\nkind: Secret\nmetadata:\n  name: hook\ndata: {url: eA==}\n';
    const catalog = loadCatalog();
    const typed = [...whole].map((_, i) => whole.slice(0, i + 1));
    const long = `# ${'x'.repeat(200_000)}\n${whole}`;
    const edited = [
      ...typed,
      whole.replace('Prometheus', 'Prometheu'),
      whole,
      long,
      whole,
      whole.replace('kind', 'kin'),
      '',
    ];
    const other = new OtherFiles(catalog);
    other.read('a.yaml', '');
    let before = '';
    for (const text of edited) {
      other.read('a.yaml', text, changeBetween(before, text));
      before = text;
      const fresh = new OtherFiles(catalog);
      fresh.read('a.yaml', text);
      assert.deepEqual(other.operatorObjects(), fresh.operatorObjects(), text);
    }
    other.read('a.yaml', whole, changeBetween('', whole));
    assert.deepEqual(
      other.operatorObjects().map(({ kind, name }) => `${kind} ${name}`),
      ['Prometheus main', 'Secret hook'],
    );
  });

  it('know what a long manifest says as soon as it is asked, also while it is read in slices', () => {
    const other = new OtherFiles(loadCatalog());
    const filled = (image: string): string => `image: ${image}\n${'# nothing\n'.repeat(50_000)}`;
    other.read('a.yaml', filled('a:1'));
    assert.deepEqual(other.images(), ['a:1']);
    other.read('a.yaml', filled('b:1'));
    const reading = other.settle();
    reading.next();
    // Another text comes in a pause, and the first is not told any more.
    other.read('a.yaml', filled('c:1'), changeBetween(filled('b:1'), filled('c:1')));
    while (!reading.next().done);
    assert.deepEqual(other.images(), ['c:1']);
    other.read('a.yaml', filled('d:1'));
    other.remove('a.yaml');
    assert.deepEqual(other.images(), []);
  });
});
