// Texts of a rule with the real renderer and a scripted server: what is asked, and what is said where no answer comes.
import assert from 'node:assert/strict';
import { renderTexts, type Source } from '../../../client/src/preview/templates';
import type { Answer, InstantResult, InstantSample, SourceError } from '../../../server/src/datasource/datasource';
import { renderRule } from '../../../server/src/features/ruleMessages';
import { ruleAt } from '../../../server/src/features/rules';
import type { RulePreview } from '../../../server/src/lsp/protocol';
import { openDocument } from '../../../server/src/model/document';

const good = <T>(data: T): Answer<T> => ({ ok: true, data, warnings: [], infos: [], tookMs: 1 });
const bad = (error: SourceError): Answer<never> => ({ ok: false, error });
const vector = (v: number, total = 1): Answer<InstantResult> =>
  good({ type: 'vector', samples: [{ labels: { a: '1' }, t: 0, v }], total });
const down = bad({ kind: 'unavailable', message: 'The server is not ready (503).', status: 503 });

/** The texts of a template for `rows` series, what was asked for them, and the notes. */
async function texts(
  template: string,
  given: {
    rows?: number;
    query?: (expr: string) => Answer<InstantResult>;
    labels?: Awaited<ReturnType<Source['externalLabels']>>;
    address?: Awaited<ReturnType<Source['externalUrl']>>;
    recorded?: Readonly<Record<string, readonly string[]>>;
  } = {},
) {
  const text = `groups:\n- name: g\n  rules:\n  - alert: A\n    expr: m > 0\n    annotations:\n      s: ${JSON.stringify(template)}\n`;
  const rule = ruleAt(openDocument(text), text.indexOf('expr'));
  assert.ok(rule);
  const asked: string[] = [];
  const source: Source = {
    query: async expr => {
      asked.push(expr);
      return given.query?.(expr) ?? vector(7);
    },
    externalLabels: async () => {
      asked.push('<labels>');
      return given.labels ?? good({ labels: { site: 'S' } });
    },
    externalUrl: async () => {
      asked.push('<address>');
      return given.address ?? good({ url: 'http://h/p' });
    },
  };
  const samples: InstantSample[] = Array.from({ length: given.rows ?? 1 }, (_, i) => ({
    labels: { n: String(i) },
    t: 0,
    v: i,
  }));
  const call = { signal: new AbortController().signal, timeoutMs: 1000 };
  const preview = { uri: 'file:///r.yaml', version: 1, id: 0 } as RulePreview;
  const { series, notes } = await renderTexts(
    async params =>
      JSON.parse(
        JSON.stringify({
          ...renderRule(rule, params, { major: 3, minor: 16 }),
          ...(given.recorded ? { recorded: given.recorded } : {}),
        }),
      ),
    preview,
    source,
    samples,
    0,
    call,
  );
  return { texts: series!.map(row => row.annotations[0]!.text), rows: series!, notes, asked };
}

describe('preview: what templates ask', () => {
  const perRow = '{{ with printf "q{n=%q}" $labels.n | query }}{{ . | first | value }}{{ else }}none{{ end }}';

  it('is asked up to a limit, and past it is unknown and not empty', async () => {
    const { texts: shown, notes, asked, rows } = await texts(perRow, { rows: 25 });
    assert.equal(asked.length, 20);
    assert.deepEqual(
      shown.slice(0, 20),
      Array.from({ length: 20 }, () => '7'),
    );
    assert.deepEqual(
      shown.slice(20),
      Array.from({ length: 5 }, () => '‹unknown: depends on query›'),
    );
    assert.deepEqual(rows[24]!.annotations[0]!.unknown, ['query']);
    assert.equal(notes.length, 1);
    assert.match(notes[0]!, /more often than a preview does \(20 queries\); what needs more is shown as unknown/);
  });

  it('is unknown where the server does not answer, said once for all', async () => {
    const { texts: shown, notes } = await texts(perRow, { rows: 3, query: () => down });
    assert.deepEqual(
      shown,
      Array.from({ length: 3 }, () => '‹unknown: depends on query›'),
    );
    assert.deepEqual(notes, ['3 queries of templates fail, such as q{n="0"}: The server is not ready (503).']);
  });

  it('leaves the rest of a text where only a part is missing', async () => {
    const one = await texts('{{ $labels.n }} has {{ query "up" | first | value }}.', { query: () => down });
    assert.deepEqual(one.texts, ['0 has ‹query unknown›.']);
    assert.deepEqual(one.notes, ['A template asks the server for up: The server is not ready (503).']);
  });

  it('fails as in Prometheus where the engine refuses the query', async () => {
    const refused = bad({ kind: 'bad-query', message: 'Parse error: x.', said: '1:3: parse error: x' });
    const { texts: shown } = await texts('{{ with query "x(" }}a{{ else }}b{{ end }}', { query: () => refused });
    assert.match(shown[0]!, /^<error expanding template: .* error calling query: 1:3: parse error: x>$/);
    const matrix = await texts('{{ query "x[5m]" }}', { query: () => good({ type: 'matrix', series: [], total: 0 }) });
    assert.match(matrix.texts[0]!, /error calling query: rule result is not a vector or scalar>$/);
  });

  it('is unknown where it reads what a recording rule makes and the server does not have yet', async () => {
    const template = '{{ $labels.n }}: {{ with query "job:x" }}{{ . | first | value }}{{ else }}none{{ end }}';
    const recorded = { 'job:x': ['job:x'] };
    const nothing = good<InstantResult>({ type: 'vector', samples: [], total: 0 });
    const one = await texts(template, { rows: 2, recorded, query: () => nothing });
    assert.deepEqual(one.texts, ['‹unknown: depends on query›', '‹unknown: depends on query›']);
    assert.deepEqual(one.asked, ['job:x', 'count(present_over_time({__name__="job:x"}[1h]))']);
    assert.deepEqual(one.notes, [
      'A template asks for job:x, which the server does not have yet and a recording rule here makes: what needs it is shown as unknown.',
    ]);
    // One that is there, and gives nothing for these labels, is no reason to doubt.
    const there = await texts(template, {
      recorded,
      query: expr => (expr.startsWith('count(') ? vector(3) : nothing),
    });
    assert.deepEqual([there.texts, there.notes], [['0: none'], []]);
  });

  it('stops where each answer brings another question', async () => {
    const next =
      '{{ $a := query "a" }}{{ range $a }}{{ $b := query "b" }}{{ range $b }}{{ $c := query "c" }}{{ range $c }}{{ query "d" | first | value }}{{ end }}{{ end }}{{ end }}';
    const { texts: shown, asked, notes } = await texts(next);
    assert.deepEqual(asked, ['a', 'b', 'c']);
    assert.deepEqual(shown, ['‹query unknown›']);
    assert.equal(notes.length, 1);
  });

  it('says where an answer is not whole', async () => {
    const { notes } = await texts('{{ len (query "up") }}', { query: () => vector(1, 5000) });
    assert.deepEqual(notes, ["A template's query up has 5000 series; the texts are made from the first 1."]);
  });
});

describe('preview: what templates show of the server', () => {
  it('is asked only where it is needed, each once', async () => {
    assert.deepEqual((await texts('{{ $labels.n }}', { rows: 3 })).asked, []);
    const lacking = await texts('{{ $externalLabels.site }} {{ $externalLabels.cluster }}.');
    assert.deepEqual(
      [lacking.texts, lacking.notes],
      [['S .'], ['The server has no external label cluster: texts that show it have nothing there.']],
    );
    const labels = await texts('{{ $externalLabels.site }}', { rows: 3 });
    assert.deepEqual([labels.asked, labels.texts], [['<labels>'], ['S', 'S', 'S']]);
    const address = await texts('{{ externalURL }}{{ pathPrefix }}', { rows: 3 });
    assert.deepEqual([address.asked, address.texts[0]], [['<address>'], 'http://h/p/p']);
    const both = await texts('{{ if $externalLabels.site }}{{ with query "up" }}{{ $externalURL }}{{ end }}{{ end }}');
    assert.deepEqual([both.asked, both.texts, both.notes], [['<labels>', 'up', '<address>'], ['http://h/p'], []]);
  });

  for (const [status, kind, words] of [
    [403, 'forbidden', /labels are unknown: it does not show its configuration with these credentials \(403\)\.$/],
    [404, 'not-found', /labels are unknown: it does not tell its configuration \(404\)\.$/],
    [200, 'malformed', /labels are unknown: it does not tell its configuration as Prometheus does\.$/],
    [undefined, 'timeout', /labels are unknown: it did not tell its configuration in time\.$/],
    [undefined, 'unreachable', /labels are unknown: gone$/],
  ] as const)
    it(`is unknown and not empty where it is not told: ${kind}`, async () => {
      const labels = bad({ kind, message: 'gone', ...(status === undefined ? {} : { status }) });
      const { texts: shown, notes, asked } = await texts('at {{ $externalLabels.site }}', { labels });
      assert.deepEqual([shown, asked], [['at ‹externalLabels.site unknown›'], ['<labels>']]);
      assert.equal(notes.length, 1);
      assert.match(notes[0]!, words);
    });

  it('says that an address is not set', async () => {
    const { texts: shown, notes } = await texts('{{ $externalURL }}', { address: good({}) });
    assert.deepEqual(shown, ['‹externalURL unknown›']);
    assert.match(notes.join(), /not set with --web\.external-url/);
  });
});
