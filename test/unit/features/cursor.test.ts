// The cursor of a request: read once for all who ask, in the language of its root, and of the rules that checks read.
import assert from 'node:assert/strict';
import { complete } from '../../../server/src/features/completion/complete';
import { exprAt, templateAt } from '../../../server/src/features/cursor/parsed';
import { hover } from '../../../server/src/features/hover';
import { signatureHelp } from '../../../server/src/features/signature';
import { openDocument } from '../../../server/src/model/document';
import { prometheusTemplates } from '../../../server/src/template/env';
import { at, cursor, inExpr, knowledge } from './driver';

const know = knowledge();
const plain = (marked: string): string => marked.replace(cursor, '');
const withMessage = `${inExpr('DCGM_FI_DEV_GPU_TEMP > 90')}        annotations:\n          summary: '{{ $labels.gpu }} is hot'\n`;

/** A rule file as another system writes it. */
const files = {
  vmalert: (rule: string): string =>
    `groups:\n  - name: g\n    type: prometheus\n    concurrency: 2\n    rules:\n${rule}`,
  loki: (rule: string): string =>
    `groups:\n  - name: g\n    rules:\n      - alert: L\n        expr: 'sum(rate({app="x"} |= "error" [5m])) > 1'\n${rule}`,
};

describe('the cursor', () => {
  it('of an expression or template has the tree that checks read', () => {
    for (const word of ['GPU_TEMP', '$labels']) {
      const document = openDocument(withMessage);
      const written = know.cursorAt(document, withMessage.indexOf(word)).written!;
      const { groups } = know.analysis.rules(document.roots[0]!);
      assert.equal(written.rule, groups[0]!.rules[0]!.rule);
      const parts = know.analysis.parts(written.rule!, know.dialect, know.catalog);
      if (word === 'GPU_TEMP') assert.equal(exprAt(written, know), parts.expr!.unit.expr);
      else {
        const template = templateAt(written, prometheusTemplates(know.dialect.version), know);
        assert.equal(template, parts.templates[0]!.parsed);
      }
    }
  });

  it('of rules that are not read in units has the rules that checks read, too', () => {
    const text = '{groups: [{name: g, rules: [{alert: A, expr: DCGM_FI_DEV_GPU_TEMP > 90}]}]}';
    const document = openDocument(text);
    const { rule } = know.cursorAt(document, text.indexOf('TEMP')).written!;
    assert.equal(rule, know.analysis.rules(document.roots[0]!).groups[0]!.rules[0]!.rule);
  });

  it('is found at once behind a word of a megabyte', function () {
    this.timeout(2000);
    const text = `groups:\n- name: ${'x'.repeat(1_000_000)}=\n`;
    const { places } = know.cursorAt(openDocument(text), text.length);
    assert.ok(places.length > 0);
  });

  it('is one for all requests at an offset of a version', () => {
    const document = openDocument(withMessage);
    const offset = withMessage.indexOf('TEMP');
    const first = know.cursorAt(document, offset);
    assert.equal(know.cursorAt(document, offset), first);
    assert.equal(first.places, first.places);
    const [place] = first.places;
    assert.ok(place?.kind === 'value');
    assert.equal(first.promqlAt(place, know.dialect), first.promqlAt(place, know.dialect));
    assert.notEqual(know.cursorAt(document, offset + 1), first);
    assert.notEqual(know.cursorAt(openDocument(`${withMessage}\n`), offset), first);
  });

  for (const [system, file] of Object.entries(files)) {
    it(`says nothing of PromQL in rules of ${system}`, () => {
      const marked = file('      - alert: A\n        expr: sum(rate¦(up[5m])) > 1\n');
      const document = openDocument(plain(marked));
      assert.equal(document.roots[0]?.dialect, system);
      const offset = marked.indexOf(cursor);
      assert.equal(hover(document, offset, know), undefined);
      assert.equal(complete(document, offset, know), undefined);
      assert.equal(signatureHelp(document, offset + 1, know), undefined);
    });

    it(`says of templates in rules of ${system} what holds without their expression`, () => {
      const marked = file(
        "      - alert: A\n        expr: DCGM_FI_DEV_GPU_TEMP > 90\n        annotations:\n          summary: '{{ $labels.¦ }}'\n",
      );
      assert.deepEqual(at(marked).labels, []);
      const functions = at(marked.replace('$labels.¦', '$value | hum¦'));
      assert.ok(functions.labels.includes('humanize'));
    });
  }
});
