// What a person sees of metrics of their own: those that a Go service defines, those of a catalogue, and the configuration that
// names it, in the editor, as files come, change and go.
import assert from 'node:assert/strict';
import type { CompletionItem, CompletionList, Hover, Location } from 'vscode-languageserver';
import { positionAt, Session } from '../../harness/session';

const home = 'file:///w';
const at = (name: string): string => `${home}/${name}`;

const service = `package main

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

const namespace = "router"

var (
	requests = promauto.NewCounterVec(prometheus.CounterOpts{
		Namespace: namespace,
		Name:      "requests_total",
		Help:      "Requests that were routed.",
	}, []string{"model", "code"})
	latency = promauto.NewHistogram(prometheus.HistogramOpts{
		Namespace: namespace,
		Name:      "latency_seconds",
		Help:      "Time until the answer.",
		Buckets:   []float64{0.1, 0.5, 2},
	})
)
`;

const rule = (expr: string): string => `groups:\n- name: a\n  rules:\n  - alert: A\n    expr: ${expr}\n    for: 5m\n`;

describe('metrics of one’s own in the editor', () => {
  let session: Session;
  const start = async (files: Record<string, string>): Promise<void> => {
    const onDisk = new Map(Object.entries(files).map(([name, text]) => [at(name), text]));
    session = await Session.start({ files: onDisk, folders: [home] });
    await session.quiet();
  };
  const shown = async (name: string): Promise<readonly string[]> => {
    await session.quiet();
    return session
      .diagnostics(at(name))
      .filter(({ severity }) => severity !== 4)
      .map(({ code, message }) => `${code}: ${message}`);
  };
  /** Opens a text with a mark `|` and asks at the mark. */
  const ask = async <T>(name: string, marked: string, method: string, more: object = {}): Promise<T> => {
    const offset = marked.indexOf('|');
    const text = marked.slice(0, offset) + marked.slice(offset + 1);
    session.open(at(name), text);
    await session.quiet();
    return session.request<T>(method, { textDocument: { uri: at(name) }, position: positionAt(text, offset), ...more });
  };
  const complete = async (name: string, marked: string): Promise<readonly string[]> => {
    const answer = await ask<CompletionList | CompletionItem[] | null>(name, marked, 'textDocument/completion');
    return (Array.isArray(answer) ? answer : (answer?.items ?? [])).map(({ label }) => label);
  };
  const hover = async (name: string, marked: string): Promise<string> => {
    const answer = await ask<Hover | null>(name, marked, 'textDocument/hover');
    return (answer?.contents as { value: string } | undefined)?.value ?? '';
  };
  afterEach(() => session.stop());

  describe('of a Go service', () => {
    it('are completed, with their labels', async () => {
      await start({ 'main.go': service });
      assert.ok((await complete('a.yaml', rule('rate(router_re|'))).includes('router_requests_total'));
      assert.deepEqual((await complete('b.yaml', rule('router_requests_total{|}'))).slice(0, 2).sort(), [
        'code',
        'model',
      ]);
    });

    it('are explained, and lead to their definition', async () => {
      await start({ 'main.go': service });
      const text = await hover('a.yaml', rule('rate(router_requests|_total[5m]) > 1'));
      assert.match(text, /counter/);
      assert.match(text, /Requests that were routed\./);
      assert.match(text, /Defined in main\.go/);
      const [place] = await ask<Location[]>(
        'b.yaml',
        rule('rate(router_requests|_total[5m]) > 1'),
        'textDocument/definition',
      );
      assert.equal(place!.uri, at('main.go'));
      const lines = service.split('\n');
      const { start: from, end } = place!.range;
      assert.equal(lines[from.line]!.slice(from.character, end.character), 'requests_total');
    });

    it('are judged, again when the code changes', async () => {
      const rules = rule('histogram_quantile(0.9, sum by (le) (rate(router_latency_seconds_bucket[5m]))) > 5');
      await start({ 'main.go': service, 'a.yaml': rules, 'b.yaml': rule('router_requests_total > 100') });
      assert.match((await shown('a.yaml')).join(), /last bucket of `router_latency_seconds` ends at 2/);
      assert.match((await shown('b.yaml')).join(), /promql\/raw-counter/);
      session.write(
        at('main.go'),
        service
          .replace('0.5, 2}', '0.5, 2, 30}')
          .replace('NewCounterVec(prometheus.CounterOpts', 'NewGaugeVec(prometheus.GaugeOpts'),
      );
      assert.deepEqual(await shown('a.yaml'), []);
      assert.doesNotMatch((await shown('b.yaml')).join(), /promql\/raw-counter/);
      session.write(at('main.go'), undefined);
      assert.deepEqual(await shown('a.yaml'), []);
    });
  });

  describe('of a catalogue', () => {
    const config = 'catalogs: [metrics/*.yaml]\n';
    const catalog =
      'title: Router\ngroups:\n- labels: [model]\n  metrics:\n    router_depth: gauge - Requests that wait.\n';
    const rules = rule('rate(router_depth[5m]) > 1');

    it('count as soon as the configuration names it, and as long as it does', async () => {
      await start({ 'a.yaml': rules, 'metrics/router.yaml': catalog });
      assert.deepEqual(await shown('a.yaml'), []);
      session.write(at('.ml-alert-rules.yaml'), config);
      assert.match((await shown('a.yaml')).join(), /`router_depth` is a gauge/);
      session.write(at('.ml-alert-rules.yaml'), 'ignore: []\n');
      assert.deepEqual(await shown('a.yaml'), []);
    });

    it('count by the editor’s setting, too', async () => {
      await start({ 'a.yaml': rules, 'metrics/router.yaml': catalog });
      session.configure({ catalogs: ['metrics/router.yaml'] });
      assert.match((await shown('a.yaml')).join(), /`router_depth` is a gauge/);
    });

    it('follow the catalogue while somebody types in it', async () => {
      await start({ 'a.yaml': rules, '.ml-alert-rules.yaml': config, 'metrics/router.yaml': catalog });
      assert.match((await shown('a.yaml')).join(), /is a gauge/);
      session.open(at('metrics/router.yaml'), catalog);
      session.replace(at('metrics/router.yaml'), catalog.replace('gauge', 'counter'));
      assert.deepEqual(await shown('a.yaml'), []);
      session.close(at('metrics/router.yaml'));
      assert.match((await shown('a.yaml')).join(), /is a gauge/);
    });

    it('lead to the catalogue', async () => {
      await start({ '.ml-alert-rules.yaml': config, 'metrics/router.yaml': catalog });
      const [place] = await ask<Location[]>('b.yaml', rule('router_de|pth > 1'), 'textDocument/definition');
      assert.equal(place!.uri, at('metrics/router.yaml'));
      assert.equal(place!.range.start.line, 4);
    });

    it('are told what is wrong with them, also where nothing is right', async () => {
      await start({
        '.ml-alert-rules.yaml': config,
        'metrics/router.yaml': catalog.replace('labels:', 'lables:'),
        'metrics/other.yaml': 'grups: []\n',
      });
      assert.deepEqual(await shown('metrics/router.yaml'), [
        'catalog/invalid-entry: `lables` is no key of a group; did you mean `labels`?',
      ]);
      assert.match(
        (await shown('metrics/other.yaml')).join('\n'),
        /`grups` is no key of a catalogue; did you mean `groups`\?/,
      );
    });

    it('are completed and explained in their file', async () => {
      await start({ '.ml-alert-rules.yaml': config });
      const head = 'title: Router\ngroups:\n- labels: [model]\n  metrics:\n    router_depth:\n';
      const keys = await complete('metrics/a.yaml', `${head}      |\n`);
      assert.ok(
        ['is', 'help', 'buckets', 'states'].every(key => keys.includes(key)),
        keys.join(),
      );
      assert.ok((await complete('metrics/b.yaml', `${head}      is: |\n`)).includes('gauge bytes'));
      assert.match(await hover('metrics/c.yaml', `${head}      i|s: gauge\n`), /Type and unit/);
    });
  });

  describe('the configuration', () => {
    it('is completed: keys, checks, severities', async () => {
      await start({});
      const name = '.ml-alert-rules.yaml';
      assert.ok((await complete(name, 'ca|\n')).includes('catalogs'));
      session.close(at(name));
      const checks = await complete(name, 'checks:\n  promql/raw|\n');
      assert.ok(checks.includes('promql/raw-counter'), checks.join());
      session.close(at(name));
      assert.deepEqual((await complete(name, 'checks:\n  promql/raw-counter: |\n')).slice().sort(), [
        'hint',
        'info',
        'off',
        'warning',
      ]);
    });

    it('is explained', async () => {
      await start({});
      assert.match(await hover('.ml-alert-rules.yaml', 'scrape|Interval: 30s\n'), /How often Prometheus scrapes/);
    });

    it('has its mistakes at their places, and those of its paths', async () => {
      await start({ '.ml-alert-rules.yaml': 'catalogs: [none.yaml]\nchecs: {}\n' });
      const found = await shown('.ml-alert-rules.yaml');
      assert.ok(
        found.some(one => /configuration\/missing-catalog: There is no file `none.yaml`/.test(one)),
        found.join('\n'),
      );
      assert.ok(
        found.some(one => /`checs` is no key of the configuration; did you mean `checks`\?/.test(one)),
        found.join('\n'),
      );
      session.write(at('.ml-alert-rules.yaml'), 'checks: {}\n');
      assert.deepEqual(await shown('.ml-alert-rules.yaml'), []);
    });
  });
});
