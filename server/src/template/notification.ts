// Renders notification templates as Alertmanager would, for a group of alerts.
// Layer: template.

import { compareText } from '../go/order';
import { utf8 } from '../go/utf8';
import type { Version } from '../target/version';
import { eachInSlices, finish } from '../text/slices';
import type { Problem } from '../text/span';
import { BUILTINS } from './builtins';
import { CallError } from './calls';
import { type DefaultTemplate, parsedDefaults } from './defaultTemplates';
import { alertmanagerTemplates, type TemplateEnv } from './env';
import type { Program } from './exec';
import { type Executed, executeInSlices, RunError } from './exec';
import { knowJson, marshalInSlices } from './json';
import { LimitError } from './limits';
import { ZERO_TIME } from './methods';
import { NOTIFICATION_FUNCTIONS } from './notificationFunctions';
import type { ParsedTemplate } from './parser';
import { parseTemplate } from './parser';
import type { Value } from './values';
import { NOTIFICATION_STRUCT, slice, struct, text, textMap } from './values';

export interface NotificationAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly startsAt: number;
  /** Undefined, or later than `now`, while the alert fires. */
  readonly endsAt?: number;
  readonly generatorURL?: string;
}

/** A template file; it may be called by its name, too. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

export interface NotificationData {
  readonly receiver: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  /** The labels of the route, as written. */
  readonly routeLabels?: Readonly<Record<string, string>>;
  readonly reason?: string;
  readonly externalURL?: string;
  readonly alerts: readonly NotificationAlert[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface RenderedNotification {
  readonly text: string;
  /** Codes: those of the parser, `run`, `limit`. */
  readonly error?: Problem;
}

/** What the texts of one message are about, as values. */
interface Dot {
  readonly data: NotificationData;
  readonly dot: Value;
  readonly alerts: readonly Value[];
  readonly json: Map<Value, string>;
}

function usesJson(template: string): boolean {
  return template.includes('toJson');
}

const CALLS = { ...BUILTINS, ...NOTIFICATION_FUNCTIONS };

/** Renders templates that stand beside the same files. */
export interface NotificationRenderer {
  /** Never throws. `isHtml`: the text is HTML, and what is printed into it is escaped. */
  render(template: string | ParsedTemplate, data: NotificationData, isHtml?: boolean): RenderedNotification;
  /** The same in slices, for groups of thousands of alerts. */
  renderInSlices(
    template: string | ParsedTemplate,
    data: NotificationData,
    isHtml?: boolean,
  ): Generator<void, RenderedNotification>;
  /** What `{{ toJson . }}` gives, in slices. */
  json(data: NotificationData): Generator<void, RenderedNotification>;
}

/** A renderer for a version of Alertmanager and its template files, of which the later ones count. */
export function notificationRenderer(
  version: Version = { major: 0, minor: 34 },
  files: readonly (string | NamedText)[] = [],
): NotificationRenderer {
  const env = alertmanagerTemplates(version);
  const shared = new Map<string, DefaultTemplate>(parsedDefaults());
  let fault: Problem | 'tooDeep' | undefined;
  for (const one of files) {
    const file = parseTemplate(typeof one === 'string' ? one : one.text, env);
    fault ??= file.problems[0] ? elsewhere(file.problems[0]) : file.tooDeep ? 'tooDeep' : undefined;
    if (typeof one !== 'string') shared.set(one.name, { body: file.nodes, source: file.text });
    for (const define of file.defines) shared.set(define.name, { body: define.body, source: file.text });
  }
  const parsedBefore = new Map<string, ParsedTemplate>();
  const parsed = (text: string): ParsedTemplate => {
    const known = parsedBefore.get(text) ?? parseTemplate(text, env);
    if (parsedBefore.size >= mostParsed) parsedBefore.clear();
    parsedBefore.set(text, known);
    return known;
  };
  // The texts of one message are about the same alerts.
  let last: Dot | undefined;
  const filesUseJson = files.some(one => usesJson(typeof one === 'string' ? one : one.text));
  function* dotOf(data: NotificationData): Generator<void, Dot> {
    if (last?.data !== data) last = { data, ...(yield* dataOf(data)), json: new Map() };
    return last;
  }
  const renderer: NotificationRenderer = {
    render: (template, data, isHtml) => finish(renderer.renderInSlices(template, data, isHtml)),
    *json(data) {
      const { dot } = yield* dotOf(data);
      try {
        return { text: yield* marshalInSlices(dot) };
      } catch (error) {
        if (error instanceof LimitError) return { text: '', error: limit('', error.message) };
        throw error;
      }
    },
    *renderInSlices(template, data, isHtml = false) {
      const own = typeof template === 'string' ? parsed(template) : template;
      const problem = own.problems[0] ?? (fault === 'tooDeep' ? undefined : fault);
      if (problem) return { text: '', error: problem };
      if (own.tooDeep || fault) return { text: '', error: limit(own.text, 'its blocks lie too deep in each other') };
      const named = own.defines.length === 0 ? shared : new Map(shared);
      if (named !== shared) {
        for (const define of own.defines)
          (named as Map<string, DefaultTemplate>).set(define.name, { body: define.body, source: own.text });
      }
      const dot = yield* dotOf(data);
      // To write thousands of alerts takes long, and a function cannot pause.
      if (dot.json.size === 0 && (filesUseJson || usesJson(own.text))) yield* knowJson(dot.alerts, dot.json);
      return yield* rendered(own, dot, named, env, parsed, isHtml);
    },
  };
  return renderer;
}

/** So many texts of fields are kept parsed. */
const mostParsed = 500;

function* rendered(
  parsed: ParsedTemplate,
  { data, dot, json }: Dot,
  named: ReadonlyMap<string, DefaultTemplate>,
  env: TemplateEnv,
  parse: (text: string) => ParsedTemplate,
  isHtml: boolean,
): Generator<void, RenderedNotification> {
  const labels = new RouteLabels(data.routeLabels ?? {}, source => finish(run(parse(source))).text);
  const run = (what: ParsedTemplate, asHtml = false): Generator<void, Executed> => {
    if (what.problems[0]) throw new CallError(`template: :1: ${what.problems[0].message}`);
    const program: Program = {
      source: what.text,
      nodes: what.nodes,
      functions: env.functions,
      calls: CALLS,
      name: '',
      prefix: '',
      variables: [],
      named: name => named.get(name),
      isHtml: asHtml,
      context: {
        query: () => undefined,
        now: data.now,
        json,
        externalURL: data.externalURL ?? '',
        routeLabel: name => labels.resolve(name),
      },
    };
    return executeInSlices(program, dot);
  };
  try {
    const { text: made } = yield* run(parsed, isHtml);
    return { text: made };
  } catch (error) {
    if (!(error instanceof RunError)) {
      return { text: '', error: limit(parsed.text, error instanceof LimitError ? error.message : 'it is too large') };
    }
    return { text: '', error: { ...error.span, message: error.detail, code: 'run' } };
  }
}

function elsewhere(problem: Problem): Problem {
  return { ...problem, from: 0, to: 0, message: `A template file does not load: ${problem.message}` };
}

function limit(template: string, why: string): Problem {
  return {
    from: 0,
    to: template.length,
    message: `The preview does not render this template: ${why}.`,
    code: 'limit',
  };
}

/** Route labels may be templates that read each other. */
class RouteLabels {
  private readonly done = new Map<string, string>();
  private readonly open: string[] = [];

  constructor(
    private readonly raw: Readonly<Record<string, string>>,
    private readonly render: (source: string) => string,
  ) {}

  resolve(name: string): string {
    const source = Object.hasOwn(this.raw, name) ? this.raw[name]! : undefined;
    if (source === undefined) return '';
    const known = this.done.get(name);
    if (known !== undefined) return known;
    if (this.open.includes(name)) {
      throw new CallError(`route label cycle detected: ${[...this.open, name].join(' -> ')}`);
    }
    this.open.push(name);
    try {
      const rendered = this.render(source);
      this.done.set(name, rendered);
      return rendered;
    } catch (error) {
      throw error instanceof RunError ? new CallError(error.message) : error;
    } finally {
      this.open.pop();
    }
  }
}

/** Alerts that are made values of between two yields. */
const alertsPerSlice = 25;

/** The dot of a notification. */
function* dataOf(data: NotificationData): Generator<void, Pick<Dot, 'dot' | 'alerts'>> {
  const alerts = yield* eachInSlices(data.alerts, alert => alertOf(alert, data.now), alertsPerSlice);
  const firing = data.alerts.some(alert => !isResolved(alert, data.now));
  const dot = struct(
    NOTIFICATION_STRUCT,
    {
      Receiver: text(data.receiver.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')),
      Status: text(firing ? 'firing' : 'resolved'),
      Alerts: slice(alerts, 'template.Alerts'),
      NotificationReason: text(data.reason ?? ''),
      GroupLabels: kv(data.groupLabels),
      CommonLabels: kv(common(data.alerts.map(alert => alert.labels))),
      CommonAnnotations: kv(common(data.alerts.map(alert => alert.annotations))),
      RouteLabels: kv(data.routeLabels ?? {}),
      ExternalURL: text(data.externalURL ?? ''),
    },
    true,
  );
  return { dot, alerts };
}

function kv(entries: Readonly<Record<string, string>>): Value {
  return textMap(Object.entries(entries), 'template.KV');
}

function common(sets: readonly Readonly<Record<string, string>>[]): Readonly<Record<string, string>> {
  const [first, ...others] = sets;
  if (!first) return {};
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) =>
      others.every(set => (Object.hasOwn(set, name) ? set[name] : '') === value),
    ),
  );
}

function isResolved(alert: NotificationAlert, now: number): boolean {
  return alert.endsAt !== undefined && alert.endsAt <= now;
}

function alertOf(alert: NotificationAlert, now: number): Value {
  const resolved = isResolved(alert, now);
  const time = (ms: number | undefined): Value => ({
    kind: 'time',
    ns: ms === undefined ? ZERO_TIME : BigInt(Math.trunc(ms)) * 1_000_000n,
    zone: 'UTC',
    pointer: false,
  });
  return struct('template.Alert', {
    Status: text(resolved ? 'resolved' : 'firing'),
    Labels: kv(alert.labels),
    Annotations: kv(alert.annotations),
    StartsAt: time(alert.startsAt),
    EndsAt: time(resolved ? alert.endsAt : undefined),
    GeneratorURL: text(alert.generatorURL ?? ''),
    Fingerprint: text(fingerprint(alert.labels)),
  });
}

/** FNV-1a of 64 bits over the sorted labels, 16 hex digits, as Prometheus' model package makes it. */
function fingerprint(labels: Readonly<Record<string, string>>): string {
  // In halves of 32 bits: large integers take thirty times as long, and a group may have thousands of alerts.
  let [high, low] = [0xcbf29ce4, 0x84222325];
  const add = (byte: number): void => {
    low = (low ^ byte) >>> 0;
    const product = low * 0x1b3;
    // The prime is 2^40 + 0x1b3.
    high = (high * 0x1b3 + ((low << 8) >>> 0) + Math.floor(product / 2 ** 32)) >>> 0;
    low = product >>> 0;
  };
  for (const name of Object.keys(labels).sort(compareText)) {
    for (const byte of utf8(name)) add(byte);
    add(255);
    for (const byte of utf8(labels[name]!)) add(byte);
    add(255);
  }
  return [high, low].map(half => half.toString(16).padStart(8, '0')).join('');
}
