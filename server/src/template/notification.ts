// Renders notification templates as Alertmanager would, for a group of alerts.
// Layer: template. Its built-in templates (`slack.default.title`, …) are not part of it: calling one is reported.

import { utf8 } from '../go/utf8';
import type { Version } from '../target/version';
import type { Problem } from '../text/span';
import { BUILTINS } from './builtins';
import { CallError } from './calls';
import { defaultTemplates } from './defaultTemplates';
import { alertmanagerTemplates } from './env';
import type { Program } from './exec';
import { execute, RunError } from './exec';
import { LimitError } from './limits';
import { ZERO_TIME } from './methods';
import { NOTIFICATION_FUNCTIONS } from './notificationFunctions';
import type { ParsedTemplate } from './parser';
import { parseTemplate } from './parser';
import type { Value } from './values';
import { compareText, NOTIFICATION_STRUCT, slice, struct, text, textMap } from './values';

export interface NotificationAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly startsAt: number;
  /** Undefined, or later than `now`, while the alert fires. */
  readonly endsAt?: number;
  readonly generatorURL?: string;
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
  readonly version?: Version;
  /** The texts of the template files, whose `define`s the template may call. */
  readonly files?: readonly string[];
}

export interface RenderedNotification {
  readonly text: string;
  /** Codes: those of the parser, `run`, `limit`, and `builtin` for a call of a template that Alertmanager brings along. */
  readonly error?: Problem;
}

const CALLS = { ...BUILTINS, ...NOTIFICATION_FUNCTIONS };

/** Renders a notification template. Never throws. */
export function renderNotification(template: string | ParsedTemplate, data: NotificationData): RenderedNotification {
  const env = alertmanagerTemplates(data.version ?? { major: 0, minor: 34 });
  const parsed = typeof template === 'string' ? parseTemplate(template, env) : template;
  const named = new Map<string, { body: ParsedTemplate['nodes']; source: string }>();
  for (const file of [...(data.files ?? []).map(f => parseTemplate(f, env)), parsed]) {
    const [problem] = file.problems;
    if (problem) return { text: '', error: file === parsed ? problem : elsewhere(problem) };
    if (file.tooDeep) return { text: '', error: limit(parsed, 'its blocks lie too deep in each other') };
    for (const define of file.defines) named.set(define.name, { body: define.body, source: file.text });
  }
  const dot = dataOf(data);
  const labels = new RouteLabels(data.routeLabels ?? {}, source => run(parseTemplate(source, env)));
  const run = (what: ParsedTemplate): string => {
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
      context: {
        query: () => undefined,
        now: data.now,
        externalURL: data.externalURL ?? '',
        routeLabel: name => labels.resolve(name),
      },
    };
    return execute(program, dot).text;
  };
  try {
    return { text: run(parsed) };
  } catch (error) {
    if (!(error instanceof RunError)) {
      return { text: '', error: limit(parsed, error instanceof LimitError ? error.message : 'it is too large') };
    }
    const missing = /^template "(.*)" not defined$/.exec(error.detail)?.[1];
    const builtin = missing !== undefined && defaultTemplates().has(missing);
    const message = builtin ? `The preview does not have Alertmanager's own template ${missing}.` : error.detail;
    return { text: '', error: { ...error.span, message, code: builtin ? 'builtin' : 'run' } };
  }
}

function elsewhere(problem: Problem): Problem {
  return { ...problem, from: 0, to: 0, message: `A template file does not load: ${problem.message}` };
}

function limit(parsed: ParsedTemplate, why: string): Problem {
  return {
    from: 0,
    to: parsed.text.length,
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

/** The dot of a notification. */
function dataOf(data: NotificationData): Value {
  const alerts = data.alerts.map(alert => alertOf(alert, data.now));
  const firing = data.alerts.some(alert => !isResolved(alert, data.now));
  return struct(
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
  let hash = 0xcbf29ce484222325n;
  const add = (byte: number) => {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  };
  for (const name of Object.keys(labels).sort(compareText)) {
    for (const byte of utf8(name)) add(byte);
    add(255);
    for (const byte of utf8(labels[name]!)) add(byte);
    add(255);
  }
  return hash.toString(16).padStart(16, '0');
}
