// Catalogues that users write: the shipped files are read by the same table and give the same metrics, the example of the
// documentation is true, the JSON schemas are fresh, and what `catalog` writes is read back.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readPage } from '../../../server/src/catalog/exposition/read';
import type { PageFamily } from '../../../server/src/catalog/exposition/shapes';
import { catalogText, describable } from '../../../server/src/catalog/exposition/write';
import { loadCatalog } from '../../../server/src/catalog/lookup';
import { configurationObject } from '../../../server/src/config/fileSchema';
import { settings } from '../../../server/src/config/schema';
import { readCatalogFile } from '../../../server/src/model/catalogFile';
import type { ObjectSchema } from '../../../server/src/model/schema/types';
import { finish } from '../../../server/src/text/slices';
import { parseYaml } from '../../../server/src/yaml/parse';
import { schemas } from '../../../tools/gen-schemas';
import { draws } from '../../harness/draws';
import { judgeFiles, testService } from '../../harness/judge';

const root = join(import.meta.dirname, '../../..');
const service = testService();
const read = (text: string): ReturnType<typeof readCatalogFile> =>
  readCatalogFile(parseYaml(text, 'v3', { isOwn: () => true }).documents[0]?.root);

describe('the shipped catalogue, read as a user’s', () => {
  const folder = join(root, 'server/catalog');
  const shipped = loadCatalog();
  for (const name of readdirSync(folder).filter(one => one.endsWith('.yaml'))) {
    const text = readFileSync(join(folder, name), 'utf8');
    if (/^codes:/m.test(text)) continue;
    it(`${name} has no key or value that is not in the table, and gives the same metrics`, () => {
      const findings = judgeFiles([{ name, text }], { service, config: { catalogs: ['*.yaml'] } });
      assert.deepEqual(
        findings.map(({ message }) => message),
        [],
      );
      const metrics = read(text);
      assert.ok(metrics.length > 0);
      for (const { span, ...metric } of metrics) {
        const hit = shipped.find(metric.name)!.metric;
        // A renamed metric is there twice; which types of the new one are derived is the compiler's to know.
        if (hit.otherName !== undefined && hit.typeInferred) continue;
        // Where the file has no help, the shipped metric is told by its name.
        assert.deepEqual(sorted({ ...metric, help: metric.help || hit.help }), sorted(hit), metric.name);
        assert.equal(text.slice(span.from, span.to).replace(/["']/g, ''), metric.name);
      }
    });
  }
});

function sorted(value: object): object {
  return JSON.parse(
    JSON.stringify(value, (_, one: unknown) =>
      typeof one === 'object' && one !== null && !Array.isArray(one)
        ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
        : one,
    ),
  ) as object;
}

describe('the JSON schemas', () => {
  for (const [path, text] of schemas()) {
    it(`${path.slice(root.length + 1)} is what the tables say (npm run gen)`, () =>
      assert.equal(readFileSync(path, 'utf8'), text));
  }

  it('have every setting of the configuration with its words', () => {
    for (const { name, doc } of settings) {
      let at: ObjectSchema = configurationObject();
      const words = name.split('.');
      for (const word of words.slice(0, -1)) at = at.keys.find(key => key.name === word)!.type as ObjectSchema;
      assert.equal(at.keys.find(key => key.name === words.at(-1))?.doc, doc);
    }
  });
});

describe('docs/catalogs.md', () => {
  const doc = readFileSync(join(root, 'docs/catalogs.md'), 'utf8');
  const files = [...doc.matchAll(/```yaml file=(\S+)\n([\s\S]*?)```/g)].map(([, name, text]) => ({
    name: name!,
    text: text!,
  }));

  it('has an example of which is found what it says', () => {
    const said = /`ml-alert-rules check \.` says:\n\n```text\n([\s\S]*?)```/.exec(doc)![1]!.trim();
    const found = judgeFiles(files, { service, config: { catalogs: ['metrics/*.yaml'] } })
      .filter(({ severity, check }) => severity !== 'hint' && check !== 'rules/missing-runbook')
      .map(
        ({ file, start, severity, message, check }) =>
          `${file}:${start.line + 1}:${start.character + 1}: ${severity}: ${message} (${check})`,
      );
    assert.equal(found.join('\n'), said);
  });

  it('has catalogues and rules that are known only by it', () => {
    assert.deepEqual(
      judgeFiles(
        files.filter(({ name }) => name !== 'rules.yaml'),
        { service },
      ),
      [],
    );
    const [rules] = files.filter(({ name }) => name === 'rules.yaml');
    const alone = judgeFiles([rules!], { service }).filter(({ severity }) => severity === 'warning');
    assert.deepEqual(
      alone.map(({ message }) => message),
      [],
    );
  });
});

describe('a catalogue from a page', () => {
  const name = fc.stringMatching(/^[a-z][a-z_]{0,12}$/);
  const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map(one => one.replace(/\s+/g, ' ').trim());
  const family: fc.Arbitrary<PageFamily> = fc.record({
    name,
    type: fc.constantFrom('counter', 'gauge', 'summary', 'histogram', 'unknown', 'info'),
    help: text,
    labels: fc.uniqueArray(
      fc.record({ name, values: fc.constant(['x']), hasMore: fc.constant(false), isAlways: fc.boolean() }),
      { maxLength: 4, selector: one => one.name },
    ),
    series: fc.constant(1),
    span: fc.constant({ from: 0, to: 0 }),
  });

  it('read back has the same metrics', () => {
    fc.assert(
      fc.property(fc.uniqueArray(family, { maxLength: 12, selector: one => one.name }), text, (families, title) => {
        const written = catalogText(families, { title: title || 'x', source: 'page', notes: [] });
        const { documents } = parseYaml(written);
        assert.deepEqual(documents[0]!.problems, [], written);
        const brief = (one: { name: string; type: string; help: string }): string =>
          `${one.name} ${one.type} ${one.help}`;
        assert.deepEqual(read(written).map(brief).sort(), families.map(brief).sort(), written);
        for (const metric of read(written)) {
          const labels = families.find(one => one.name === metric.name)!.labels;
          assert.deepEqual(
            metric.labels.map(one => [one.name, one.optional ?? false]),
            labels.map(one => [one.name, !one.isAlways]),
          );
        }
      }),
      { numRuns: draws(1000) },
    );
  });

  it('keeps buckets, units, states and what must be quoted', () => {
    const page = [
      '# HELP t_seconds Time: until "done" # really.',
      '# TYPE t_seconds histogram',
      '# UNIT t_seconds seconds',
      't_seconds_bucket{yes="1",le="0.1"} 1',
      't_seconds_bucket{yes="1",le="+Inf"} 1',
      '# TYPE mode stateset',
      'mode{mode="on"} 1',
      'mode{mode="it\'s off"} 0',
      '# TYPE on gauge',
      'on 1',
      '# TYPE "a.b" gauge',
      '# EOF',
    ].join('\n');
    const families = describable(finish(readPage(page)).families);
    const written = catalogText(families, { title: 'true', source: 'a: b', notes: ['note'] });
    const metrics = read(written).map(({ span, ...metric }) => metric);
    assert.deepEqual(metrics, [
      {
        name: 't_seconds',
        type: 'histogram',
        help: 'Time: until "done" # really.',
        labels: [{ name: 'yes' }],
        labelsComplete: false,
        unit: 'seconds',
        buckets: [0.1],
      },
      {
        name: 'mode',
        type: 'stateset',
        help: '',
        labels: [{ name: 'mode', values: ['on', "it's off"] }],
        labelsComplete: false,
      },
      { name: 'on', type: 'gauge', help: '', labels: [], labelsComplete: false },
    ]);
    assert.deepEqual(judgeFiles([{ name: 'c.yaml', text: written }], { service }), []);
  });
});

describe('a catalogue of anybody', () => {
  it('is read without failing, whatever stands where', () => {
    const value: fc.Arbitrary<unknown> = fc.letrec(tie => ({
      node: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('counter', 'gauge?', 'a', '', null, true, -1, 1e300),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(
          fc.constantFrom(
            'groups',
            'metrics',
            'labels',
            'sets',
            'buckets',
            'is',
            'states',
            'range',
            'renamed',
            'to',
            'a',
            '',
          ),
          tie('node'),
          { maxKeys: 4 },
        ),
      ),
    })).node;
    fc.assert(
      fc.property(value, value, (groups, metrics) => {
        const text = JSON.stringify({
          title: 'x',
          sets: groups,
          labels: metrics,
          groups: [{ metrics: { a: 'gauge', b: metrics } }, groups],
        });
        read(text);
        judgeFiles([{ name: 'c.yaml', text }], { service });
      }),
      { numRuns: draws(1000) },
    );
  });
});
