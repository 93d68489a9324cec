// What is on the panel as text to take along: Markdown for a review, CSV for a spreadsheet, an address in the server's own page.
// Pure; no vscode here.
import type { ServerKind } from '../../../server/src/datasource/prometheus/kinds';
import { oddityName } from './lines';
import type { Band, GraphData, GraphLine, PreviewState } from './messages';
import { formatLength, lengthInWords } from './window';

/** Width of a line or band in characters. */
const width = 60;
/** Lines and bands that a reader goes through. */
const most = 10;

/** The rule, its counts, and its lines and bands as text, in Markdown; `expr` is the rule's expression. */
export function markdownOf(state: PreviewState, expr: string): string {
  const { rule, server, graph, history, series } = state;
  if (!rule) return '';
  const notified = history && state.notified?.history === history.id ? state.notified.count : undefined;
  const parts = [
    `### ${inline(rule.name || 'Rule without a name')}${rule.severity === undefined ? '' : ` (${inline(rule.severity)})`}`,
    `${inline(rule.place)}, group ${inline(rule.group)}${server === undefined ? '' : state.simulated ? `, simulated data: ${inline(server)}` : `, asked of ${inline(server)}`}`,
    fenced(expr, 'promql'),
    ...timingOf(state.tuning),
  ];
  if (history) {
    const { totals } = history;
    const facts = [
      totals.firings === 0 ? 'Would not have fired' : `**Would have fired ${totals.firings}×**`,
      ...(totals.firings > 0 && notified !== undefined
        ? [`${notified === 0 ? 'no' : notified} notification${notified === 1 ? '' : 's'}`]
        : []),
      ...(totals.firings > 0 ? [`longest ${formatLength(totals.longest)}`] : []),
      ...(totals.flapping > 0 ? [`flapping: ${totals.flapping}`] : []),
      `now: ${totals.firingNow} firing, ${totals.pendingNow} pending`,
      ...(history.before ? [`with the edit: ${history.before.firings} → ${totals.firings}`] : []),
    ];
    parts.push(facts.join(', '));
  } else if (series) parts.push(`${series.total} series in the result`);
  if (graph && graph.message === undefined)
    parts.push(fenced(chartText(graph, history?.bands ?? [], state.tuning), 'text'));
  const remarks = [...state.notes, ...(history?.caveats ?? [])];
  if (remarks.length > 0) parts.push(remarks.map(text => `- ${inline(text)}`).join('\n'));
  return `${parts.join('\n\n')}\n`;
}

/** How long the rule waits, and what is tried besides: the counts are those of the tried numbers. */
function timingOf(tuning: PreviewState['tuning']): readonly string[] {
  if (!tuning) return [];
  const waits = [
    ...(tuning.writtenFor === '0s' ? [] : [`for ${tuning.writtenFor}`]),
    ...(tuning.writtenKeepFiringFor === '0s' ? [] : [`keep\\_firing\\_for ${tuning.writtenKeepFiringFor}`]),
  ];
  const tried = [
    ...tuning.thresholds.map(({ label, text, written }) => [label, text, written] as const),
    ['for', tuning.for, tuning.writtenFor] as const,
    ['keep_firing_for', tuning.keepFiringFor, tuning.writtenKeepFiringFor] as const,
  ].flatMap(([name, now, written]) =>
    now === written ? [] : [`${inline(`${name} ${now}`)} in place of ${inline(written)}`],
  );
  return [
    ...(waits.length > 0 ? [waits.join(', ')] : []),
    ...(tuning.changed && tried.length > 0 ? [`Tried, not written: ${tried.join('; ')}`] : []),
  ];
}

/** Lines as rows of blocks, and below each the states of its alert: ░ pending, ▓ firing, ▒ kept. */
function chartText(graph: GraphData, bands: readonly Band[], tuning: PreviewState['tuning']): string {
  const tried = new Map(tuning?.thresholds.map(({ at, value }) => [at, value]));
  const endMs = graph.startMs + Math.max(0, graph.count - 1) * graph.stepMs;
  const bandOf = new Map(bands.flatMap(band => band.lines.map(line => [line, band] as const)));
  const order = graph.lines.map((line, i) => ({ line, i, firings: bandOf.get(i)?.firings ?? 0 }));
  const shown = order.sort((a, b) => b.firings - a.firings || a.i - b.i).slice(0, most);
  const [low, high] = extent(shown.map(({ line }) => line));
  const rows = shown.flatMap(({ line, i }) => {
    const band = bandOf.get(i);
    return [line.label, `  ${blocks(line, low, high)}`, ...(band ? [`  ${states(band, graph.startMs, endMs)}`] : [])];
  });
  const more = order.length - shown.length;
  const limits = graph.limits.flatMap(({ op, value, at }) =>
    value === undefined ? [] : [`${op} ${(at === undefined ? undefined : tried.get(at)) ?? value}`],
  );
  return [
    `${moment(graph.startMs)} to ${moment(endMs)}, every ${lengthInWords(graph.stepMs)}`,
    `from ${number(low)} to ${number(high)}${graph.unit === undefined ? '' : ` ${graph.unit}`}${limits.length > 0 ? `, threshold ${limits.join(', ')}` : ''}`,
    ...rows,
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(bands.length > 0 ? ['░ pending  ▓ firing  ▒ kept by keep_firing_for'] : []),
  ].join('\n');
}

const levels = '▁▂▃▄▅▆▇█';

function blocks({ values }: GraphLine, low: number, high: number): string {
  const per = values.length / width;
  let text = '';
  for (let column = 0; column < width; column++) {
    let highest = Number.NaN;
    const end = Math.max(Math.floor(column * per) + 1, Math.floor((column + 1) * per));
    for (let i = Math.floor(column * per); i < end && i < values.length; i++)
      if (!(highest >= values[i]!) && !Number.isNaN(values[i])) highest = values[i]!;
    const level = high > low ? Math.round(((highest - low) / (high - low)) * (levels.length - 1)) : 0;
    text += Number.isNaN(highest) ? ' ' : levels[level]!;
  }
  return text;
}

const marks = { pending: '░', firing: '▓', kept: '▒' } as const;
/** What happened in a character's time and matters most. */
const rank = { kept: 1, pending: 2, firing: 3 } as const;

function states({ spans }: Band, startMs: number, endMs: number): string {
  const cells = new Array<keyof typeof marks | undefined>(width).fill(undefined);
  const per = width / Math.max(1, endMs - startMs);
  for (const { state, from, to } of spans) {
    const last = Math.min(width - 1, Math.ceil((to - startMs) * per) - 1);
    for (let i = Math.max(0, Math.floor((from - startMs) * per)); i <= last; i++)
      if (rank[state] > rank[cells[i] ?? state] || cells[i] === undefined) cells[i] = state;
  }
  return cells.map(state => (state ? marks[state] : ' ')).join('');
}

function extent(lines: readonly GraphLine[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { values } of lines)
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  return low <= high ? [low, high] : [0, 0];
}

/** To the second: `2026-12-01T07:22:00Z`. */
function moment(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

function number(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** Text of others between Markdown: it stays one line and means nothing there. */
function inline(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|]/g, '\\$&');
}

/** A block whose fence is longer than any in the text. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/**
 * The drawn lines as comma-separated values: one row a time, one column a line; infinities and NaN as Prometheus writes them, and
 * nothing where a series has no value. In slices.
 */
export function* csvOf({ lines, startMs, stepMs, count }: GraphData): Generator<void, string> {
  const rows = [
    [
      'time',
      ...lines.map(({ labels }) => field(labels.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', '))),
    ].join(','),
  ];
  const odd = lines.map(line => new Map(line.odd && Array.from(line.odd.at, (at, k) => [at, line.odd!.values[k]!])));
  for (let i = 0; i < count; i++) {
    const values = lines.map(({ values: own }, line) => {
      const value = odd[line]!.get(i) ?? own[i]!;
      return Number.isNaN(value) && !odd[line]!.has(i) ? '' : oddityName(String(value));
    });
    rows.push(`${new Date(startMs + i * stepMs).toISOString()},${values.join(',')}`);
    if (i % 200 === 199) yield;
  }
  return `${rows.join('\n')}\n`;
}

/** Quoted, so that no label becomes a column; what a spreadsheet would take for a formula begins with a quote. */
function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** Kinds of servers that speak the API and have no page of their own for an expression. */
const withoutPage: ReadonlySet<string> = new Set<ServerKind>(['mimir', 'cortex', 'amazon', 'google', 'azure']);

/**
 * The address at which a server's own page, or Grafana before it, shows an expression; undefined for none that is known. `kind` is
 * what stands at the address, as far as that is known.
 */
export function pageOf(
  serverUrl: string,
  expr: string,
  fromMs: number,
  toMs: number,
  kind: ServerKind = 'unknown',
): string | undefined {
  let url: URL;
  try {
    url = new URL(serverUrl);
  } catch {
    return undefined;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  const grafana = url.pathname.match(/^(.*)\/api\/datasources\/(?:proxy\/)?uid\/([^/]+)/);
  if (grafana) {
    const [, base, uid] = grafana;
    const source = decodeURIComponent(uid!);
    const pane = {
      datasource: source,
      queries: [{ refId: 'A', expr, datasource: { type: 'prometheus', uid: source } }],
      range: { from: String(fromMs), to: String(toMs) },
    };
    return `${url.origin}${base}/explore?schemaVersion=1&panes=${encodeURIComponent(JSON.stringify({ pre: pane }))}`;
  }
  if (withoutPage.has(kind)) return undefined;
  const seconds = Math.max(1, Math.round((toMs - fromMs) / 1000));
  const end = new Date(toMs).toISOString().slice(0, 19).replace('T', ' ');
  const query = new URLSearchParams({
    'g0.expr': expr,
    'g0.tab': '0',
    'g0.range_input': `${seconds}s`,
    'g0.end_input': end,
  });
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}/graph?${query}`;
}
