// A controller with a rule, a server and a page that are played, for tests of it.
import { createPreviewController } from '../../../client/src/preview/controller';
import type { Connection, PreviewDeps } from '../../../client/src/preview/deps';
import type { PreviewState } from '../../../client/src/preview/messages';
import type {
  Answer,
  CallOptions,
  DataSource,
  InstantResult,
  RangeResult,
} from '../../../server/src/datasource/datasource';
import type { RenderParams, RenderResult, RulePreview } from '../../../server/src/lsp/protocol';

export const uri = 'file:///rules.yaml';

export const target = { uri, position: { line: 4, character: 2 } };

export const comparison = {
  op: '>',
  left: 'temp',
  right: '80',
  leftAt: 0,
  threshold: 80,
  at: { from: 7, to: 9 },
  unit: 'celsius',
};

export const rule: RulePreview = {
  uri,
  version: 1,
  id: 10,
  kind: 'alert',
  name: 'Hot',
  severity: 'warning',
  group: 'gpu',
  expr: 'temp > 80',
  problems: [],
  comparison,
  numbers: [],
  conditions: [comparison],
  timing: { for: 0, keepFiringFor: 0 },
  nodes: [],
  unit: 'celsius',
  labels: [],
  annotations: [{ name: 'summary', template: '{{ $labels.gpu }} is hot' }],
  range: { start: { line: 4, character: 2 }, end: { line: 8, character: 0 } },
};

export const good = <T>(data: T): Answer<T> => ({ ok: true, data, warnings: [], infos: [], tookMs: 5 });

export const hot: InstantResult = { type: 'vector', total: 1, samples: [{ labels: { gpu: '0' }, t: 0, v: 83 }] };

export const graph: RangeResult = {
  total: 2,
  series: ['0', '1'].map(gpu => ({ labels: { gpu }, times: Float64Array.of(1000), values: Float64Array.of(83) })),
};

/** Everything around the controller; each part can be replaced. */
export function stage(
  given: {
    rule?: () => RulePreview | null;
    ruleAt?: (asked: typeof target) => Promise<RulePreview | null>;
    query?: (expr: string, call: CallOptions) => Promise<Answer<InstantResult>>;
    range?: (expr: string) => Promise<Answer<RangeResult>>;
    render?: (params: RenderParams) => RenderResult | null;
    connect?: () => Connection;
  } = {},
) {
  const asked: string[] = [];
  const states: PreviewState[] = [];
  const timers: { at: number; run: () => void }[] = [];
  let now = 1_000_000;
  const source: DataSource = {
    name: 'prod',
    query(expr, _time, call = {}) {
      asked.push(`query ${expr}`);
      return given.query?.(expr, call) ?? Promise.resolve(good(hot));
    },
    queryRange(expr, start, end, step) {
      asked.push(`range ${expr} ${(end - start) / step}`);
      return given.range?.(expr) ?? Promise.resolve(good(graph));
    },
    buildInfo: async () => good({}),
    externalLabels: async () => good({ labels: {} }),
    externalUrl: async () => good({}),
    rules: async () => good({ groups: [] }),
  };
  const deps: PreviewDeps = {
    ruleAt: given.ruleAt ?? (async () => (given.rule ?? (() => rule))()),
    render: async params => {
      asked.push('render');
      if (given.render) return given.render(params);
      const series = params.samples.map(sample => ({
        labels: { alertname: 'Hot', ...sample.labels },
        annotations: [{ name: 'summary', text: `${sample.labels.gpu} is hot` }],
      }));
      return { series, wanted: [], unknown: [] };
    },
    connect: async () => given.connect?.() ?? { ok: true, name: 'prod', key: 'prod#1', source },
    edit: async () => false,
    written: async () => [],
    route: async () => ({ candidates: [] }),
    post: state => states.push(state),
    log: text => asked.push(`log ${text}`),
    now: () => now,
    pause: async () => {},
    delay(ms, run) {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer) >>> 0, 1);
    },
  };
  const controller = createPreviewController(deps, { range: '6h', pinned: false });
  /** Lets time pass and all that follows from it happen. */
  const settle = async () => {
    for (let i = 0; i < 5; i++) {
      for (const timer of timers.filter(one => one.at <= now)) {
        timers.splice(timers.indexOf(timer), 1);
        timer.run();
      }
      await new Promise(resolve => setImmediate(resolve));
    }
  };
  const pass = async (ms = 0) => {
    await settle();
    now += ms;
    await settle();
  };
  return { controller, asked, states, pass, last: () => states[states.length - 1]! };
}
