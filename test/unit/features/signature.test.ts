// Signature help: which call the cursor is in and which of its parameters.
import assert from 'node:assert/strict';
import { signatureHelp } from '../../../server/src/features/signature';
import { openDocument } from '../../../server/src/model/document';
import { cursor, inExpr, knowledge } from './driver';

const know = knowledge();

/** `name: active parameter` at the cursor. */
function active(marked: string): string | undefined {
  const help = signatureHelp(openDocument(marked.replace(cursor, '')), marked.indexOf(cursor), know);
  if (!help) return undefined;
  for (const parameter of help.parameters) assert.ok(help.label.includes(parameter), `${parameter} in ${help.label}`);
  return `${/^\w+/.exec(help.label)![0]}: ${help.parameters[help.active] ?? ''}`;
}

describe('signature help', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['rate(¦', 'rate: v range vector'],
    ['rate(up¦[5m])', 'rate: v range vector'],
    ['histogram_quantile(¦', 'histogram_quantile: φ scalar'],
    ['histogram_quantile(0.9, ¦', 'histogram_quantile: v instant vector'],
    ['topk(¦, up)', 'topk: k scalar'],
    ['topk(5, ¦', 'topk: v instant vector'],
    ['sum by (gpu) (¦)', 'sum: v instant vector'],
    ['sum(rate(up{job="¦"}[5m]))', 'rate: v range vector'],
    ['sum(rate(up[5m]) ¦)', 'sum: v instant vector'],
    ['time(¦)', 'time: '],
    ['up ¦', undefined],
    ['sum by (¦)', undefined],
    ['nosuch(¦)', undefined],
  ];
  for (const [expr, expected] of cases) {
    it(expr, () => {
      const found = active(inExpr(expr));
      if (expr.startsWith('histogram_quantile(¦')) assert.match(found!, /^histogram_quantile: \S+ scalar$/);
      else assert.equal(found, expected);
    });
  }

  it('knows functions of templates', () => {
    const inTemplate = (template: string): string =>
      `${inExpr('up')}        annotations:\n          summary: '${template}'\n`;
    assert.match(active(inTemplate('{{ match ¦ }}'))!, /^match: pattern/);
    assert.match(active(inTemplate('{{ match "a" ¦ }}'))!, /^match: text/);
    assert.match(active(inTemplate('{{ match "a" $labels.g¦pu }}'))!, /^match: text/);
    assert.equal(active(inTemplate('plain ¦')), undefined);
  });
});
