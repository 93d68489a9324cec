import assert from 'node:assert/strict';
import { isInItemOf, valueAround } from '../../../server/src/yaml/layout';

const text = `groups:
  - name: gpu
    rules:
      - alert: Hot
        expr: |
          sum by (gpu) (
            - up
          ) # of all

        annotations:
          description: |
            - one
            - two
          summary: "two
            lines"
      - alert: Cold
        expr: up
  - name: cpu
    rules: []
`;

function at(mark: string): number {
  const offset = text.indexOf(mark);
  assert.ok(offset >= 0, mark);
  return offset;
}

describe('layout by indentation', () => {
  const same: readonly (readonly [string, string])[] = [
    ['Hot', 'expr: |'],
    ['Hot', 'summary'],
    ['- one', 'summary'],
    ['lines"', 'alert: Hot'],
    [') # of', 'annotations'],
    ['name: gpu', 'alert: Cold'],
    ['groups', 'name: cpu'],
  ];
  for (const [one, other] of same) {
    it(`finds ${other} in the item of ${one}`, () => assert.ok(isInItemOf(text, at(one), at(other))));
  }

  const apart: readonly (readonly [string, string])[] = [
    ['Hot', 'Cold'],
    ['Cold', 'Hot'],
    ['Hot', 'name: cpu'],
    ['alert: Cold', 'name: gpu'],
    ['name: gpu', 'name: cpu'],
  ];
  for (const [one, other] of apart) {
    it(`finds ${other} outside of the item of ${one}`, () => assert.ok(!isInItemOf(text, at(one), at(other))));
  }

  const values: readonly (readonly [string, string, string])[] = [
    ['Hot', '      - alert: Hot', 'Hot'],
    ['sum by', '        expr: |', ') # of all\n'],
    ['- up', '        expr: |', ') # of all\n'],
    ['- two', '          description: |', '- two'],
    ['lines"', '          summary: "two', 'lines"'],
    ['annotations', '        annotations:', 'annotations:'],
  ];
  for (const [mark, first, last] of values) {
    it(`takes ${first.trim()} up to ${last.trim()} as the value around ${mark}`, () => {
      const from = at(first);
      assert.deepEqual(valueAround(text, at(mark)), { from, to: text.indexOf(last, from) + last.length });
    });
  }

  it('takes the rules of a file in a ConfigMap as items', () => {
    const map = `data:\n  rules.yaml: |\n${text.replace(/^/gm, '    ')}`;
    assert.ok(!isInItemOf(map, map.indexOf('Hot'), map.indexOf('Cold')));
    assert.ok(!isInItemOf(map, map.indexOf('name: gpu'), map.indexOf('name: cpu')));
  });
});
