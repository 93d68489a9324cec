// Reading `/metrics` pages: both text formats, what makes a family, lines that cannot be read, and pages of anybody.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pageMetrics } from '../../../server/src/catalog/exposition/page';
import { readPage } from '../../../server/src/catalog/exposition/read';
import type { Page } from '../../../server/src/catalog/exposition/shapes';
import { loadCatalog, overlay } from '../../../server/src/catalog/lookup';
import { finish } from '../../../server/src/text/slices';
import { growsFaster } from '../../harness/cpuTime';
import { draws } from '../../harness/draws';

const read = (...lines: readonly string[]): Page => finish(readPage(lines.join('\n')));

/** `name type(label=values)` with the number of bounds. */
function brief({ families }: Page): readonly string[] {
  return families.map(({ name, type, labels, buckets }) => {
    const shown = labels.map(label => `${label.name}${label.isAlways ? '' : '?'}=${label.values.join('|')}`).join(',');
    return `${name} ${type}(${shown})${buckets ? ` ${buckets.join(' ')}` : ''}`;
  });
}

describe('a page in the text format 0.0.4', () => {
  it('has families with type, help, labels and values', () => {
    const page = read(
      '# HELP jobs_total Jobs that\\nwere done.',
      '# TYPE jobs_total counter',
      'jobs_total{queue="a",code="200"} 3 1700000000000',
      'jobs_total{queue="b",code="200"} 1e3',
      '# TYPE load gauge',
      'load +Inf',
    );
    assert.deepEqual(brief(page), ['jobs_total counter(queue=a|b,code=200)', 'load gauge()']);
    assert.equal(page.families[0]!.help, 'Jobs that were done.');
    assert.equal(page.problemCount, 0);
  });

  it('has the series of a histogram and of a summary under one name', () => {
    const page = read(
      '# TYPE t_seconds histogram',
      't_seconds_bucket{x="1",le="0.5"} 1',
      't_seconds_bucket{x="1",le="5"} 1',
      't_seconds_bucket{x="1",le="+Inf"} 2',
      't_seconds_sum{x="1"} 3',
      't_seconds_count{x="1"} 2',
      '# TYPE s summary',
      's{quantile="0.5"} NaN',
      's_sum 1',
      's_count 2',
    );
    assert.deepEqual(brief(page), ['t_seconds histogram(x=1) 0.5 5', 's summary()']);
    assert.deepEqual(
      page.families.map(({ series }) => series),
      [1, 1],
    );
  });

  it('tells labels that only some series have', () => {
    assert.deepEqual(brief(read('# TYPE a gauge', 'a{x="1"} 1', 'a{x="2",pod="p"} 1')), ['a gauge(x=1|2,pod?=p)']);
  });

  it('takes series without a type as unknown, and labels with brackets and quotes in them', () => {
    assert.deepEqual(brief(read('up{job="a}b\\"c",} 1', 'x 1')), ['up unknown(job=a}b"c)', 'x unknown()']);
  });
});

describe('a page in OpenMetrics 1.0', () => {
  it('has counters and infos whose names stand without their suffix', () => {
    const page = read(
      '# TYPE jobs counter',
      '# UNIT jobs tokens',
      'jobs_total{q="a"} 1.0 # {trace_id="x"} 1.0 1.5',
      'jobs_created{q="a"} 1.7e9',
      '# TYPE build info',
      'build_info{version="1"} 1',
      '# TYPE mode stateset',
      'mode{mode="on"} 1',
      'mode{mode="off"} 0',
      '# TYPE later counter',
      '# EOF',
    );
    assert.deepEqual(brief(page), [
      'jobs_total counter(q=a)',
      'build_info info(version=1)',
      'mode stateset(mode=on|off)',
      'later_total counter()',
    ]);
    assert.equal(page.families[0]!.unit, 'tokens');
  });

  it('ends with its mark', () => {
    const { problems } = read('a 1', '# EOF', 'b 2');
    assert.deepEqual(problems, [{ line: 3, message: 'stands behind `# EOF`, the end of an OpenMetrics page' }]);
  });

  it('may have names in quotes', () => {
    assert.deepEqual(brief(read('# TYPE "my.metric" gauge', '{"my.metric","a.b"="x"} 1')), ['my.metric gauge(a.b=x)']);
  });
});

describe('lines that cannot be read', () => {
  const broken: readonly (readonly [string, string])[] = [
    ['a{x="1"', 'ends in the middle of its labels'],
    ['a{x=1} 1', 'has no value in quotes for its label `x`'],
    ['a{x="1" y="2"} 1', 'has labels without a comma between them'],
    ['a{x} 1', 'has no value for its label `x`'],
    ['a', 'has no value'],
    ['a one', 'has the value `one`, which is no number'],
    ['{x="1"} 1', 'begins with no name of a metric'],
    ['1a 2', 'begins with no name of a metric'],
    ['a-b 1', 'has a name that a metric cannot have'],
    ['# TYPE a thing', 'has no type that there is: `thing`'],
  ];
  for (const [line, message] of broken) {
    it(line, () => assert.deepEqual(read('ok 1', line).problems, [{ line: 2, message }]));
  }

  it('are counted, and the first of them told', () => {
    const { problems, problemCount } = read(...Array.from({ length: 1000 }, () => 'a'));
    assert.equal(problemCount, 1000);
    assert.equal(problems.length, 20);
  });
});

describe('a page of anybody', () => {
  it('is read without failing, whatever it holds', () => {
    const part = fc.constantFrom(
      'a',
      '_total',
      '{',
      '}',
      '"',
      '\\',
      '=',
      ',',
      ' ',
      '\n',
      '# TYPE ',
      '# HELP ',
      ' counter',
      '1',
      'le',
      'é',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), parts => void finish(readPage(parts.join('')))),
      { numRuns: draws(4000) },
    );
  });

  const large: readonly (readonly [string, (n: number) => string])[] = [
    ['series', n => Array.from({ length: n }, (_, i) => `a{x="${i}"} 1`).join('\n')],
    ['families', n => Array.from({ length: n }, (_, i) => `# TYPE a${i} gauge\na${i} 1`).join('\n')],
    ['labels', n => `a{${Array.from({ length: n }, (_, i) => `l${i}="1"`).join(',')}} 1`],
    ['one long value', n => `a{x="${'y'.repeat(n * 20)}"} 1`],
    ['quotes that never end', n => 'a{x="\n'.repeat(n)],
    ['bounds', n => `# TYPE a histogram\n${Array.from({ length: n }, (_, i) => `a_bucket{le="${i}"} 1`).join('\n')}`],
  ];
  for (const [title, text] of large) {
    it(`takes time by its size and keeps little: ${title}`, () => {
      const work = (n: number) => {
        const page = text(n);
        return () => finish(readPage(page));
      };
      assert.equal(growsFaster(work, 4000, 8), undefined);
      const { families } = finish(readPage(text(32_000)));
      assert.ok(families.length <= 20_000);
      assert.ok(JSON.stringify(families.slice(0, 10)).length < 20_000);
    });
  }
});

describe('a saved page of the workspace', () => {
  const catalog = loadCatalog();
  const page =
    '# TYPE own_depth gauge\nown_depth{queue="a"} 1\n# TYPE DCGM_FI_DEV_GPU_TEMP gauge\nDCGM_FI_DEV_GPU_TEMP{gpu="0",rack="r1"} 40\n';

  it('defines metrics at the place of their names, with labels that may go on', () => {
    const [metric] = pageMetrics(page, 'a.prom', catalog);
    assert.equal(page.slice(metric!.span.from, metric!.span.to), 'own_depth');
    assert.deepEqual(metric!.labels, [{ name: 'queue', seen: ['a'] }]);
    assert.equal(metric!.labelsComplete, false);
  });

  it('takes nothing from what the catalogue knows', () => {
    const known = catalog.find('DCGM_FI_DEV_GPU_TEMP')!.metric;
    const found = overlay(catalog, pageMetrics(page, 'a.prom', catalog)).find('DCGM_FI_DEV_GPU_TEMP')!.metric;
    assert.equal(found.unit, known.unit);
    assert.deepEqual(
      found.labels.map(({ name }) => name),
      [...known.labels.map(({ name }) => name), 'rack'],
    );
  });

  it('is only a page where it looks like one', () =>
    assert.deepEqual(pageMetrics('a 1\nb 2\n', 'a.metrics', catalog), []));
});
