// Ways through trees: lookups with merge keys and aliases, and the nodes at a cursor.
import assert from 'node:assert/strict';
import type { YamlNode } from '../../../server/src/yaml/node';
import { parseYaml } from '../../../server/src/yaml/parse';
import { entries, follow, get, getScalar, nodeAt } from '../../../server/src/yaml/path';

describe('lookups', () => {
  const merged = root(
    'base: &base {a: 1, b: 2}\nmore: &more\n  b: 3\n  c: 4\nx:\n  <<: [*base, *more]\n  a: 9\n  d: 5\ny: {<<: *more}\nz: *base\n',
  );

  it('follow aliases', () => {
    assert.equal(getScalar(get(merged, 'z'), 'b')?.value, '2');
    assert.equal(follow(get(merged, 'z'))?.kind, 'map');
  });

  it('put own keys before merged ones, and earlier maps before later ones', () => {
    const x = follow(get(merged, 'x'));
    assert.ok(x?.kind === 'map');
    const found = entries(x).map(
      entry => `${entry.name}=${getScalar(x, entry.name)?.value}${entry.via ? ' merged' : ''}`,
    );
    assert.deepEqual(found, ['a=9', 'd=5', 'b=2 merged', 'c=4 merged']);
    assert.equal(getScalar(get(merged, 'y'), 'c')?.value, '4');
  });

  it('give the last of a key written twice, and no value that is not written', () => {
    const twice = root('a: 1\na: 2\nb:\n');
    assert.equal(getScalar(twice, 'a')?.value, '2');
    assert.equal(getScalar(twice, 'b'), undefined);
    assert.equal(get(twice, 'c'), undefined);
  });

  it('end on cycles', () => {
    const cycle = root('a: &a\n  <<: *a\n  b: *a\n');
    assert.equal(get(get(cycle, 'a'), 'c'), undefined);
    assert.equal(follow(get(get(cycle, 'a'), 'b')), undefined);
  });
});

describe('nodes at a cursor', () => {
  const text = 'groups:\n- name: x\n  rules:\n  - alert: A\n    expr: \n  - {record: r, expr: up}\n';
  const tree = root(text);
  const table: readonly [before: string, expected: string][] = [
    ['grou', 'map/groups'],
    ['- name: ', 'map/seq/map/x'],
    ['alert: A', 'map/seq/map/seq/map/A'],
    ['- al', 'map/seq/map/seq/map/alert'],
    ['record: r', 'map/seq/map/seq/map/r'],
  ];
  for (const [before, expected] of table) {
    it(`behind ${JSON.stringify(before)}`, () => {
      const at = text.indexOf(before) + before.length;
      assert.equal(
        nodeAt(tree, at)
          .map(step => (step.node.kind === 'scalar' ? step.node.value : step.node.kind))
          .join('/'),
        expected,
      );
    });
  }

  it('is nothing outside', () => assert.deepEqual(nodeAt(root('\n\na: 1\n'), 0), []));
});

function root(text: string): YamlNode {
  return parseYaml(text).documents[0]!.root!;
}
