// The size of PrometheusRule objects, against what the operator's webhook says of the same texts.
import assert from 'node:assert/strict';
import { judgeText } from '../../harness/judge';

/** An object with `count` rules; the operator writes it out to the given number of bytes. */
function object(count: number, padding: number): string {
  const rule = `  - alert: Down\n      expr: up == 0\n      annotations:\n        summary: ${'x'.repeat(padding)}\n`;
  const rules = Array.from({ length: count }, () => `  ${rule}`).join('');
  return `apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata:\n  name: a\nspec:\n  groups:\n  - name: a\n    rules:\n${rules}`;
}

describe('kubernetes/too-large', () => {
  const found = (text: string) => judgeText(text).filter(({ check }) => check === 'kubernetes/too-large');

  it('is told where the rules are certainly too large', () => {
    const [finding, ...more] = found(object(100, 5300));
    assert.equal(more.length, 0);
    assert.equal(finding?.severity, 'error');
    assert.deepEqual([finding?.start.line, finding?.start.character, finding?.end.character], [4, 0, 4]);
    assert.match(finding?.message ?? '', /at least 524 KiB/);
  });

  it('is not told of what fits', () => {
    assert.deepEqual(found(object(100, 5100)), []);
    assert.deepEqual(found(object(1, 10)), []);
  });

  it('is not told of a rule file that Prometheus reads itself', () => {
    assert.deepEqual(found(`groups:\n- name: a\n  rules:\n  - record: a\n    expr: '"${'x'.repeat(600000)}"'\n`), []);
  });
});
