// A text with a mistake in one item of a list: all other items are read as without it, and the item as alone.
import assert from 'node:assert/strict';
import { finish } from '../../../server/src/text/slices';
import { type AroundRead, readAroundItem } from '../../../server/src/yaml/around';
import { readPlainBlock } from '../../../server/src/yaml/fast';
import { readAsGo } from '../../../server/src/yaml/goParser';
import type { YamlDocument } from '../../../server/src/yaml/node';
import { ScalarNode } from '../../../server/src/yaml/nodes';
import { parseYaml } from '../../../server/src/yaml/parse';
import { get, getScalar } from '../../../server/src/yaml/path';

const SAMPLE = `# c
route:
  receiver: a   # c
  routes:
  - receiver: b
    matchers: [w, 'x y', "#z"]

  # c
  - receiver: c
    group_by:
      - d
      - "e"
receivers:
  - name: a
    slack_configs:
      - channel: '#a'
        title: |+
          {{ .A }}

           more

      # c
      - channel: "b"
        text: >-
          folded
          text
  - name: b
  -
  - name: c
    webhook_configs:
      - url: http://c
    # c
`;

/** All that is seen of nodes: the text that they were read from is no part of them. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, one) => (one instanceof ScalarNode ? { ...one, text: '', cachedMap: one.map } : one)),
  );

const around = (text: string, mistake: number): AroundRead | undefined =>
  finish(
    readAroundItem(text, mistake, text.length, function* (rest) {
      yield;
      return readPlainBlock(rest);
    }),
  );

describe('reading around an item of a list', () => {
  it('gives the tree of the whole text, whichever item is read alone', () => {
    const whole = readPlainBlock(SAMPLE);
    assert.ok(whole);
    let taken = 0;
    for (let at = SAMPLE.indexOf('\n') + 1; at > 0 && at < SAMPLE.length; at = SAMPLE.indexOf('\n', at) + 1) {
      const read = around(SAMPLE, at);
      if (!read) continue;
      taken++;
      assert.deepEqual(read.problems, []);
      assert.deepEqual(plain([read.root, read.comments]), plain([whole.root, whole.comments]), SAMPLE.slice(at));
    }
    assert.ok(taken > 20, `only ${taken} lines were in an item`);
  });

  for (const mistake of [
    ' )',
    "'",
    '\n        titl',
    '\n       title: x',
    '\n        - x',
    '\n        : x',
    '\n        @x',
  ]) {
    it(`leaves all other items as they are behind ${JSON.stringify(mistake)}`, () => {
      const at = SAMPLE.indexOf("'#a'") + "'#a'".length;
      const text = SAMPLE.slice(0, at) + mistake + SAMPLE.slice(at);
      const { documents } = parseYaml(text);
      assert.equal(documents.length, 1);
      const [{ root, problems }] = documents as [YamlDocument];
      assert.deepEqual(problems, [readAsGo(text, 0).refused?.problem]);
      const receivers = get(root, 'receivers');
      assert.ok(receivers?.kind === 'seq');
      const whole = readPlainBlock(SAMPLE)?.root;
      assert.deepEqual(plain(get(root, 'route')), plain(get(whole, 'route')));
      assert.deepEqual(receivers.items.map(item => text.slice(item.from, item.to)).slice(1), [
        'name: b',
        '',
        'name: c\n    webhook_configs:\n      - url: http://c',
      ]);
    });
  }

  it('leaves all other items of a long text as they are, whatever they are written in', () => {
    const item = (i: number): string =>
      `- name: a${i}\n  labels: {a: "b", c: ${i === 0 ? '&x' : '*x'}${i === 0 ? ' d' : ''}}\n`;
    const sound = `items:\n${Array.from({ length: 400 }, (_, i) => item(i)).join('')}`;
    const text = sound.replace('name: a200', "name: 'a' 200");
    const [{ root, problems }] = parseYaml(text).documents as [YamlDocument];
    assert.deepEqual(problems, [readAsGo(text, 0).refused?.problem]);
    const items = (node: YamlDocument['root']): readonly (string | undefined)[] => {
      const list = get(node, 'items');
      assert.ok(list?.kind === 'seq');
      return list.items.map(one => getScalar(one, 'name')?.value);
    };
    const names = [...items(parseYaml(sound).documents[0]!.root)];
    names[200] = 'a';
    assert.deepEqual(items(root), names);
  });

  it('gives nothing where the mistake is in no item, or in more than one', () => {
    const [one, two] = ["a: 'x' )\nb:\n- c\n- d\n", "a:\n- b: 'x' )\n- c\n- d: 'x' )\n"];
    assert.equal(around(one, 0), undefined);
    assert.equal(around(two, two.indexOf('- b')), undefined);
  });
});
