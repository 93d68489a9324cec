// The compiler of the catalogue refuses whatever is not in the format, each time with the name of the culprit.
import assert from 'node:assert/strict';
import { helpOfName } from '../../../server/src/catalog/helpOfName';
import { CatalogError, compileCatalog } from '../../../tools/catalog/compile';

const head = 'title: T\nsource: S\n';
const codes = { name: 'c.yaml', text: `${head}codes:\n  1: { title: One, help: One., severity: info }\n` };

function problems(text: string, ...more: readonly { name: string; text: string }[]): readonly string[] {
  try {
    compileCatalog([{ name: 'x.yaml', text }, ...more]);
    return [];
  } catch (error) {
    assert.ok(error instanceof CatalogError);
    return error.problems;
  }
}

const group = (metrics: string, keys = ''): string =>
  `${head}groups:\n  - labels: [l]\n${keys}    metrics:\n      ${metrics}\n`;

describe('compiling the catalogue', () => {
  it('packs a file', () => {
    const text = `${head}port: 1
jobHints: [j]
labels:
  l: A label.
  q: { name: l, values: [a, b] }
buckets:
  few: [1, 2]
caveats:
  odd: It is odd.
groups:
  - labels: [l]
    caveats: [odd]
    metrics:
      a: gauge bytes - Help a.
      b:
        is: histogram? seconds
        help: Help b.
        labels: [q?]
        buckets: few
        caveats: [Mind this.]
      c:
        is: counter
        help: Help c.
        renamed: { to: d, in: 2.0.0 }
        codes: c
`;
    const { exporters, codes: lists } = compileCatalog([{ name: 'x.yaml', text }, codes]);
    assert.deepEqual(exporters, [
      {
        id: 'x',
        title: 'T',
        source: 'S',
        port: 1,
        jobHints: ['j'],
        labels: [
          ['l', 0, 'A label.'],
          ['l', 1, '', ['a', 'b']],
        ],
        sets: [[0], [1]],
        caveats: ['It is odd.', 'Mind this.'],
        buckets: [[1, 2]],
        metrics: [
          ['a', 1, 'Help a.', 0, 'bytes', { c: [0] }],
          ['b', 2, 'Help b.', 1, 'seconds', { typeInferred: true, c: [0, 1], b: 0 }],
          ['c', 0, 'Help c.', 0, 0, { c: [0], otherName: 'd' }],
          [
            'd',
            0,
            'Help c.',
            0,
            0,
            { c: [0], typeInferred: true, enabledByDefault: false, since: '2.0.0', otherName: 'c' },
          ],
        ],
      },
    ]);
    assert.deepEqual(lists, [{ metrics: ['c', 'd'], codes: [[1, 'One', 'One.', 'info']] }]);
  });

  const refused: readonly [title: string, text: string, problem: RegExp][] = [
    ['an unknown key of a file', `${group('a: gauge - Help.')}colour: red\n`, /x\.yaml: unknown key colour/],
    ['an unknown key of a group', group('a: gauge - Help.', '    colour: red\n'), /group 1: unknown key colour/],
    ['an unknown key of a metric', group('a: { is: gauge, help: Help., colour: red }'), /a: unknown key colour/],
    ['an unknown type', group('a: gage - Help.'), /a: gage is no type/],
    ['an unknown unit', group('a: gauge parsec - Help.'), /a: parsec is no known unit/],
    ['a help without full stop', group('a: gauge - Help'), /a: help is no sentence/],
    ['a help in lower case', group('a: gauge - help.'), /a: help is no sentence/],
    ['another form', group('a: gauge bytes Help.'), /a: not of the form/],
    [
      'a metric twice in a group',
      group('a: gauge - Help.\n      a: gauge - Help.'),
      /x\.yaml: Map keys must be unique/,
    ],
    [
      'a metric in two groups',
      `${group('a: gauge - Help.')}  - metrics:\n      a: gauge - Help.\n`,
      /a: is in x\.yaml, too/,
    ],
    ['an impossible name', group('a-b: gauge - Help.'), /a-b: no metric name/],
    ['an impossible label', group('a: { is: gauge, help: Help., labels: [x-y] }'), /x-y is no label name/],
    ['an unknown set', group('a: { is: gauge, help: Help., labels: none }'), /no label set none/],
    ['an unused label', `labels: { z: A label. }\n${group('a: gauge - Help.')}`, /label z is described and never used/],
    ['falling buckets', group('a: { is: histogram, help: Help., buckets: [2, 1] }'), /bounds must be rising/],
    ['buckets on a gauge', group('a: { is: gauge, help: Help., buckets: [1, 2] }'), /buckets on a gauge/],
    ['an empty range', group('a: { is: gauge, help: Help., range: [1, 1] }'), /range must be \[min, max\]/],
    ['an unknown successor', group('a: { is: gauge, help: Help., replacedBy: b }'), /refers to b, which is not/],
    ['an unknown list of codes', group('a: { is: gauge, help: Help., codes: d }'), /d\.yaml: no such list of codes/],
    ['a role without part', group('a: { is: gauge, help: Help., role: memory }'), /role must be family\/part/],
    ['a wrong kind of value', group('a: { is: gauge, help: Help., valueIs: colour }'), /valueIs must be one of/],
    ['a number where a text belongs', group('a: { is: gauge, help: 7 }'), /help must be a string/],
    ['broken YAML', 'title: [', /^x\.yaml: /],
    ['no mapping', '- a\n', /must be a mapping/],
  ];
  for (const [title, text, problem] of refused) {
    it(`refuses ${title}`, () => {
      const found = problems(text);
      assert.ok(
        found.some(line => problem.test(line)),
        found.join('\n') || 'accepted',
      );
    });
  }

  it('takes a metric whose name says it all without a help', () => {
    for (const metric of ['a_total: counter requests', 'a_total: { is: counter requests }']) {
      const { exporters } = compileCatalog([{ name: 'x.yaml', text: group(metric) }]);
      assert.deepEqual(exporters[0]!.metrics, [['a_total', 0, '', 0, 'requests']]);
    }
    assert.equal(helpOfName('node_context_switches_total', 'counter'), 'Count of context switches.');
    assert.equal(helpOfName('sglang:num_decode_queue_reqs', 'gauge'), 'Decode queue requests.');
    assert.equal(
      helpOfName('etcd_disk_wal_fsync_duration_seconds', 'histogram'),
      'Distribution of disk WAL fsync duration.',
    );
  });

  it('refuses a metric in two files and an unknown severity', () => {
    const other = { name: 'y.yaml', text: group('a: gauge - Help.') };
    assert.match(problems(group('a: gauge - Help.'), other).join('\n'), /y\.yaml: a: is in x\.yaml, too/);
    const bad = { name: 'c.yaml', text: codes.text.replace('info', 'awful') };
    assert.match(problems(group('a: gauge - Help.'), bad).join('\n'), /severity must be one of/);
  });
});
