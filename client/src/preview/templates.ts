// The texts of a rule for its series, with what its templates want to know from the server: answers to their queries and
// what the server says of itself. What is not asked or not answered is told, never taken for empty.
import type {
  Answer,
  DataSource,
  InstantResult,
  InstantSample,
  SourceError,
} from '../../../server/src/datasource/datasource';
import type {
  RenderedSeries,
  RenderParams,
  RenderResult,
  RulePreview,
  WireSample,
} from '../../../server/src/lsp/protocol';
import { wireSample } from './results';
import { samplesOf, shorten } from './views';

/** Final labels and rendered texts, or `moved` where the document has changed since. */
export interface Rendered {
  readonly series?: readonly RenderedSeries[];
  readonly moved?: boolean;
  readonly notes: readonly string[];
}

/** Templates can ask for more depending on what they got; past these bounds what they need is unknown. */
const maxRounds = 3;
const maxQueries = 20;
/** Failures that are told one by one. */
const maxFailures = 3;

/** The part of a data source that templates ask. */
export type Source = Pick<DataSource, 'query' | 'externalLabels' | 'externalUrl'>;

/** Renders the texts for samples, asking `source` what they need; `render` is the language server's part. */
export async function renderTexts(
  render: (params: RenderParams) => Promise<RenderResult | null>,
  rule: RulePreview,
  source: Source,
  samples: readonly InstantSample[],
  at: number,
  call: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<Rendered> {
  if (samples.length === 0) return { series: [], notes: [] };
  const notes = new Set<string>();
  const queries = new Map<string, readonly WireSample[] | string>();
  const asked = new Set<string>();
  const failures = new Map<string, string[]>();
  const identity = createIdentity(source, call.signal, notes);
  const ask = (last: boolean) =>
    render({
      uri: rule.uri,
      version: rule.version,
      id: rule.id,
      samples: samples.map(wireSample),
      time: at,
      queries: Object.fromEntries(queries),
      ...(last ? { last } : {}),
      ...identity.told,
    });

  async function answer(expr: string, recorded: readonly string[]): Promise<void> {
    asked.add(expr);
    const [got, missing] = await Promise.all([source.query(expr, at, call), missingOf(recorded)]);
    if (missing !== undefined) {
      // Once the rules are loaded there is an answer: to take it for empty would be wrong.
      notes.add(
        `A template asks for ${missing}, which the server does not have yet and a recording rule here makes: what needs it is shown as unknown.`,
      );
    } else if (got.ok) {
      queries.set(expr, samplesForTemplate(got.data));
      for (const warning of got.warnings) notes.add(warning);
      if (got.data.type === 'vector' && got.data.total > got.data.samples.length)
        notes.add(
          `A template's query ${shorten(expr)} has ${got.data.total} series; the texts are made from the first ${got.data.samples.length}.`,
        );
    } else if (got.error.kind !== 'cancelled') {
      // What the server's engine refuses it refuses Prometheus, too, which then writes that into the text.
      if (isVerdict(got.error)) queries.set(expr, got.error.said ?? got.error.message);
      failures.set(got.error.message, [...(failures.get(got.error.message) ?? []), expr]);
    }
  }

  const looked = new Map<string, Promise<boolean>>();
  /** The first of some names of which the server has no series. */
  async function missingOf(names: readonly string[]): Promise<string | undefined> {
    for (const name of names) {
      const expr = `count(present_over_time({__name__=${JSON.stringify(name)}}[1h]))`;
      const look = looked.get(name) ?? source.query(expr, at, call).then(isEmpty);
      looked.set(name, look);
      if (await look) return name;
    }
    return undefined;
  }

  let result = await ask(false);
  for (let round = 0; result && !call.signal.aborted; round++) {
    const open = result.wanted.filter(expr => !asked.has(expr));
    const now = round < maxRounds ? open.slice(0, maxQueries - asked.size) : [];
    const { recorded = {} } = result;
    const asking = [
      ...identity.asking(result.unknown),
      ...now.map(expr => answer(expr, Object.hasOwn(recorded, expr) ? recorded[expr]! : [])),
    ];
    if (asking.length === 0) break;
    await Promise.all(asking);
    result = await ask(false);
  }
  if (result && result.wanted.length > 0 && !call.signal.aborted) {
    result = await ask(true);
    if (result?.wanted.some(expr => !asked.has(expr)))
      notes.add(
        `The templates ask the server more often than a preview does (${maxQueries} queries); what needs more is shown as unknown.`,
      );
  }
  if (!result) return { moved: true, notes: [...notes] };
  return { series: result.series, notes: [...notes, ...failureNotes(failures)] };
}

function isEmpty(answer: Answer<InstantResult>): boolean {
  return answer.ok && answer.data.type === 'vector' && answer.data.samples.length === 0;
}

/** Whether an error is what the engine says of the expression, whoever asks. */
function isVerdict({ kind, said }: SourceError): boolean {
  return said !== undefined && (kind === 'bad-query' || kind === 'execution');
}

/** What `query` gives a template; a text is the error that Prometheus has for a result which is no vector. */
function samplesForTemplate(data: InstantResult): readonly WireSample[] | string {
  if (data.type === 'matrix' || data.type === 'string') return 'rule result is not a vector or scalar';
  return samplesOf(data).map(wireSample);
}

function failureNotes(failures: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const notes = [...failures].map(([message, exprs]) =>
    exprs.length === 1
      ? `A template asks the server for ${shorten(exprs[0]!)}: ${message}`
      : `${exprs.length} queries of templates fail, such as ${shorten(exprs[0]!)}: ${message}`,
  );
  const more = notes.length - maxFailures;
  return more > 0 ? [...notes.slice(0, maxFailures), `${more} more queries of templates fail otherwise.`] : notes;
}

const isAddress = (what: string): boolean => what === 'externalURL' || what === 'pathPrefix';
const isLabels = (what: string): boolean => what === 'externalLabels' || what.startsWith('externalLabels.');
const labelName = (what: string): readonly string[] => what.split('.').slice(1);

/** Asks what the server says of itself, each once and only what templates need. */
function createIdentity(source: Source, signal: AbortSignal, notes: Set<string>) {
  const told: { externalLabels?: Readonly<Record<string, string>>; externalURL?: string } = {};
  const asked = { labels: false, address: false };

  async function askLabels(names: readonly string[]): Promise<void> {
    asked.labels = true;
    const answer = await source.externalLabels({ signal });
    if (answer.ok) {
      const { labels } = answer.data;
      told.externalLabels = labels;
      // What a template gives there is nothing, which looks like a mistake of the preview.
      const lacking = names.filter(name => !Object.hasOwn(labels, name));
      if (lacking.length > 0)
        notes.add(
          `The server has no external label ${lacking.map(name => shorten(name)).join(', ')}: texts that show it have nothing there.`,
        );
    } else if (answer.error.kind !== 'cancelled')
      notes.add(`The server's external labels are unknown: ${whyUntold(answer.error, 'its configuration')}`);
  }

  async function askAddress(): Promise<void> {
    asked.address = true;
    const answer = await source.externalUrl({ signal });
    if (answer.ok && answer.data.url !== undefined) told.externalURL = answer.data.url;
    else if (answer.ok) notes.add("The server's external address is unknown: it is not set with --web.external-url.");
    else if (answer.error.kind !== 'cancelled')
      notes.add(`The server's external address is unknown: ${whyUntold(answer.error, 'its flags')}`);
  }

  return {
    told,
    /** The requests for what is unknown and was not asked before. */
    asking: (unknown: readonly string[]): readonly Promise<void>[] => [
      ...(!asked.labels && unknown.some(isLabels) ? [askLabels(unknown.filter(isLabels).flatMap(labelName))] : []),
      ...(!asked.address && unknown.some(isAddress) ? [askAddress()] : []),
    ],
  };
}

function whyUntold({ kind, status, message }: SourceError, what: string): string {
  if (status === 403 || status === 401) return `it does not show ${what} with these credentials (${status}).`;
  if (kind === 'timeout') return `it did not tell ${what} in time.`;
  if (status !== undefined && (status === 200 || (status >= 400 && status < 500)))
    return `it does not tell ${what}${status === 200 ? ' as Prometheus does' : ` (${status})`}.`;
  return message;
}
