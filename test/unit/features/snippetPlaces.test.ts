// Where whole rules, groups, routes, receivers and files are offered, and where nothing of ours is; what editors get that
// expand no snippets.

import assert from 'node:assert/strict';
import { resolveConfig } from '../../../server/src/config/config';
import { completionOf, noOffers } from '../../../server/src/lsp/completion';
import { createService } from '../../../server/src/service';
import { lineIndex } from '../../../server/src/text/lineIndex';
import { plainText } from '../../../server/src/text/snippetText';
import { shippedCatalog } from '../../harness/judge';
import { expand, loadSnippets } from '../../harness/snippets';
import { at, cursor, inExpr, isSilent } from './driver';

const skeletons = ['groups: (Prometheus rules)', 'PrometheusRule', 'Alertmanager configuration'];

describe('an empty file', () => {
  it('may become one of ours', () => {
    for (const text of ['¦', '¦\n', '\n\n¦\n', '# Rules of the ranking team.\n\n¦\n', '---\n¦', '\r\n¦\r\n'])
      assert.deepEqual(at(text).labels, skeletons, JSON.stringify(text));
    assert.deepEqual(at('gr¦').labels, [skeletons[0]]);
    assert.deepEqual(at('prom¦').labels, [skeletons[0], skeletons[1]]);
    assert.deepEqual(at('kind¦').labels, ['PrometheusRule']);
    assert.deepEqual(at('Alertm¦').labels, ['Alertmanager configuration']);
    assert.deepEqual(at('rec¦\n').labels, ['Alertmanager configuration']);
  });

  it('begins as a file without errors, once its first rule or receiver is there', () => {
    const service = createService({
      catalog: shippedCatalog,
      onFailure: (id, error) => assert.fail(`${id}: ${error}`),
    });
    for (const [label, more] of [
      [skeletons[0]!, 'record: a:b\n        expr: up'],
      [skeletons[1]!, 'record: a:b\n          expr: up'],
      [skeletons[2]!, 'webhook_configs: [{url: "http://x"}]'],
    ] as const) {
      const text = `${at('¦').take(label)}${more}\n`;
      const workspace = service.workspace(resolveConfig([]));
      workspace.put('a.yaml', service.open(text));
      const judging = service.analyse(workspace, 'a.yaml');
      let step = judging.next();
      while (!step.done) step = judging.next();
      assert.deepEqual(
        step.value.filter(({ severity }) => severity === 'error'),
        [],
        text,
      );
      assert.equal(service.open(text).roots.length, 1, text);
    }
  });

  it('is none where anything else stands', () => {
    for (const text of [
      'version: 2\n¦',
      'services:\n  ¦',
      '¦\nservices: {}\n',
      '- ¦\n',
      'gr ¦',
      '  gr¦\n',
      'a¦b\n',
      '# gr¦',
      'x\n¦',
    ])
      isSilent(text);
  });
});

describe('snippets', () => {
  it('stand in no other YAML', () => {
    const files = [
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: x\n§spec:\n  template:\n    spec:\n      containers:\n        - name: x\n          §image: x\n',
      'services:\n  web:\n    §image: x\n    ports:\n      - §80\n',
      '- hosts: all\n  tasks:\n    - §name: x\n      debug: {}\n',
      'on: push\njobs:\n  a:\n    steps:\n      - §run: x\n',
    ];
    for (const file of files) {
      const places = [...file.matchAll(/§/g)].map(({ index }) => index);
      for (const word of ['', 'al', 'record', 'alert-gpu', 'rec', 'route', 'gpu', 'groups', 'prom'])
        for (const place of places)
          isSilent(`${file.slice(0, place)}${word}¦\n${file.slice(place + 1)}`.replaceAll('§', ''));
    }
  });

  it('stand in no labels, annotations, templates and expressions', () => {
    const rule = 'groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: up == 0\n';
    for (const text of [
      `${rule}        labels:\n          ¦\n`,
      `${rule}        labels:\n          al¦\n`,
      `${rule}        annotations:\n          rec¦\n`,
      `${rule}        annotations:\n          summary: alert-gpu¦\n`,
      `${rule}        annotations:\n          summary: '{{ al¦'\n`,
      `${rule}        al¦\n`,
      inExpr('gpu¦'),
      inExpr('record¦'),
    ])
      assert.ok(!at(text).completion?.entries.some(({ kind }) => kind === 'snippet'), text);
  });

  it('are each offered once, by title and by prefix', () => {
    for (const { title, prefix, place } of loadSnippets()) {
      if (place !== 'rule') continue;
      // A colon makes a key of what stands before it.
      for (const typed of [title.split(':')[0], prefix]) {
        const { labels } = at(`groups:\n  - name: g\n    rules:\n      - ${typed}¦\n`);
        assert.deepEqual(
          labels.filter(label => label === title),
          [title],
          typed,
        );
      }
    }
  });

  it('come by topic while nothing is typed, after the keys', () => {
    const { labels } = at('groups:\n  - name: g\n    rules:\n      - ¦\n');
    assert.deepEqual(labels.slice(0, 2), ['alert', 'record']);
    const snippets = labels.filter(label => label.includes(' '));
    assert.equal(snippets[0], 'GPU temperature high');
    assert.ok(snippets.indexOf('vLLM stuck') < snippets.indexOf('Inference timeouts'));
  });

  it('frame a group, with the dash or without', () => {
    const framed = 'groups:\n  - name: gpu\n    rules:\n      - ';
    for (const text of ['groups:\n  - ¦', 'groups:\n  ¦', 'groups:\n  - gro¦', 'groups:\n  - Rule gr¦'])
      assert.equal(at(text).take('Rule group'), framed, text);
    const object =
      'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: x\nspec:\n  groups:\n    ';
    assert.equal(at(`${object}- ¦`).take('Rule group'), `${object}- name: gpu\n      rules:\n        - `);
  });
});

describe('an editor without snippets', () => {
  it('gets the text with the defaults', () => {
    for (const { title, body } of loadSnippets()) assert.equal(plainText(body), expand(body), title);
  });

  it('gets what stands before the place to fill', () => {
    assert.equal(plainText('rate($1)'), 'rate(');
    assert.equal(plainText('job="$1"'), 'job="');
    assert.equal(plainText('if $1 }}$2{{ end'), 'if ');
    assert.equal(plainText('a${1:b}c$0'), 'abc');
    assert.equal(plainText('max($1)[${2:1h}:${3:1m}]'), 'max(');
    assert.equal(plainText('\\$labels ${1|x,y|} \\}'), '$labels x }');
  });

  it('is given no tab stops and no commands', () => {
    for (const marked of [inExpr('¦'), inExpr('up{¦'), 'groups:\n  - name: g\n    rules:\n      - ¦\n', '¦']) {
      const { completion } = at(marked);
      const lines = lineIndex(marked.replace(cursor, ''));
      const { items } = completionOf(completion!, lines, noOffers);
      assert.equal(items.length, completion!.entries.length);
      for (const { textEdit, insertTextFormat, command } of items) {
        assert.doesNotMatch(textEdit!.newText, /\$\{?\d/);
        assert.deepEqual([insertTextFormat, command], [1, undefined]);
      }
    }
  });

  it('shows a few words beside names where it can, and in the place of the line where not', () => {
    const marked = inExpr('DCGM_FI_DEV_GPU_TEMP¦');
    const lines = lineIndex(marked.replace(cursor, ''));
    const shown = (besides: boolean) => completionOf(at(marked).completion!, lines, { ...noOffers, besides }).items[0]!;
    assert.equal(shown(true).labelDetails?.description, 'gauge, celsius');
    assert.match(shown(true).detail!, /NVIDIA/);
    assert.equal(shown(false).detail, 'gauge, celsius');
    assert.equal(shown(false).labelDetails, undefined);
    const long = inExpr('inference_objective_request_ttft_prediction_duration¦');
    for (const besides of [true, false]) {
      const { items } = completionOf(at(long).completion!, lineIndex(long.replace(cursor, '')), {
        ...noOffers,
        besides,
      });
      assert.deepEqual([items[0]!.labelDetails, items[0]!.detail], [undefined, undefined]);
    }
  });
});
