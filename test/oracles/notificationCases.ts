// Makes notification templates with alerts for the comparison with Alertmanager, and asks its oracle.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Random } from '../fuzz/random';
import type { RenderInput } from '../harness/notification';

export interface NotificationCase {
  readonly text: string;
  /** How many of `ALERTS` are in the group. */
  readonly alerts: number;
  readonly groupLabels: Readonly<Record<string, string>>;
}

export interface NotificationVerdict {
  readonly ok: boolean;
  readonly output?: string;
  readonly error?: string;
}

const PARTS: readonly string[] = [
  '{{ .Receiver }}',
  '{{ .Status | toUpper }}',
  '{{ .CommonLabels }}',
  '{{ .CommonLabels.alertname }}',
  '{{ .GroupLabels.SortedPairs.Values | join " " }}',
  '{{ range .Alerts }}{{ .Labels.gpu }}:{{ .Status }};{{ end }}',
  '{{ range .Alerts.Firing }}{{ .Labels.SortedPairs }}|{{ .Annotations.summary | title }}{{ end }}',
  '{{ (index .Alerts 0).StartsAt }}',
  '{{ (index .Alerts 0).StartsAt | date "Jan 2, 15:04:05 MST" }}',
  '{{ (index .Alerts 0).StartsAt | tz "Europe/Berlin" | date "2006-01-02T15:04:05Z07:00 MST" }}',
  '{{ (index .Alerts 0).StartsAt | tz "America/New_York" }}',
  '{{ (index .Alerts 0).StartsAt | tz "Asia/Kolkata" }}',
  '{{ (index .Alerts 0).EndsAt }}',
  '{{ (index .Alerts 0).Fingerprint }}',
  '{{ .CommonLabels.Remove (stringSlice "alertname" "gpu") }}',
  '{{ .CommonLabels.Names.Join "-" }}',
  '{{ .CommonLabels | toJson }}',
  '{{ .Alerts | toJson }}',
  '{{ . | toJson }}',
  '{{ len .Alerts.Resolved }} {{ .Alerts.Firing | len }}',
  '{{ reReplaceAll "(.*)-(.*)" "$2-$1" .CommonLabels.node }}',
  '{{ template "my" . }}',
  '{{ $l := list 1 "a" }}{{ $l = append $l .Status }}{{ range $l }}{{ . }},{{ end }}',
  '{{ $d := dict "a" 1 "b" .Status }}{{ $d.a }}{{ $d.b }}{{ $d.c }}{{ $d }}',
  '{{ dict "a" }}',
  '{{ dict 1 2 }}',
  '{{ toDate "2006-01-02 15:04" "2026-03-04 05:06" }}',
  '{{ toDate "2006-01-02" "x" }}',
  '{{ mustToDate "2006-01-02" "2026-02-30" }}',
  '{{ mustToDate "Jan 2 2006" "Feb 3 2026" | date "Monday" }}',
  '{{ mustToDate "2006" "x" }}',
  '{{ .Status | base64encode }}',
  '{{ "c3VtbWFyeQ==" | base64decode }}',
  '{{ "!!" | base64decode }}',
  '{{ "a%20b+c" | urlUnescape }}',
  '{{ "a%2" | urlUnescape }}',
  '{{ safeUrl "http://x" }}{{ safeHtml "<b>" }}',
  '{{ humanizeDuration 3661 }}',
  '{{ .ExternalURL }}',
  '{{ .Nope }}',
  '{{ .Alerts.Labels }}',
  '{{ .CommonLabels.Values | join 5 }}',
  '{{ join ", " .CommonLabels }}',
  '{{ range $k, $v := .CommonLabels }}{{ $k }}={{ $v }} {{ end }}',
  '{{ .CommonAnnotations.SortedPairs }}',
  '{{ with .CommonLabels.nope }}x{{ else }}y{{ end }}',
  '{{ "hELLO wORLD fOO-bAR" | title }}',
  '{{ " x  " | trimSpace }}.',
  '{{ tz "No/Where" (index .Alerts 0).StartsAt }}',
  '{{ toJson (list 1.5 "<a>" true nil) }}',
  '{{ printf "%v %s" .CommonLabels .GroupLabels }}',
  '{{ index .CommonLabels "alertname" }}',
  '{{ .CommonLabels.SortedPairs.Names }}',
  '{{ (index .CommonLabels.SortedPairs 0).Name }}',
  '{{ index .Alerts 9 }}',
  '{{ .CommonLabels.Remove .GroupLabels.Names }}',
  '{{ match "^n" .CommonLabels.node }}',
  '{{ if eq .Status "firing" }}F{{ else }}R{{ end }}',
  '{{ .Alerts.Firing }}',
  '{{ toJson .CommonLabels.SortedPairs }}',
  '{{ routeLabels "x" }}',
];

// All ended or began in the past, so that the moment of asking does not matter.
const ALERTS = [
  {
    labels: { alertname: 'Hot', gpu: '1', node: 'n-1', severity: 'critical' },
    annotations: { summary: 'gPU hot on n-1', runbook: 'http://r' },
    starts_at: '2025-03-04T05:06:07.125Z',
    ends_at: '0001-01-01T00:00:00Z',
  },
  {
    labels: { alertname: 'Hot', gpu: '2', node: 'n-1', severity: 'warning' },
    annotations: { summary: 'second é', runbook: 'http://r' },
    starts_at: '2025-07-04T15:06:07Z',
    ends_at: '2025-07-04T16:00:00Z',
  },
  {
    labels: { alertname: 'Cold', 'k8s.pod': 'a<b>&c' },
    annotations: {},
    starts_at: '2024-12-31T23:59:59Z',
    ends_at: '0001-01-01T00:00:00Z',
  },
];
const RECEIVER = 'team.x+y';
const FILES = ['{{ define "my" }}[{{ .Status }} {{ len .Alerts }}]{{ end }}'];
const URL = 'http://am:9093';

/** `count` cases: every part once, then pairs. */
export function notificationCases(seed: number, count: number): readonly NotificationCase[] {
  const random = new Random(seed);
  const part = () => random.pick(PARTS);
  return Array.from({ length: count }, (_, i) => ({
    text: PARTS[i] ?? `${part()} ${part()}`,
    alerts: random.pick([1, 2, 1, 3, 2, 0]),
    groupLabels: (random.chance(50) ? { alertname: 'Hot' } : {}) as Readonly<Record<string, string>>,
  }));
}

/** The data of a case, for our own renderer. */
export function notificationData(c: NotificationCase): RenderInput {
  return {
    receiver: RECEIVER,
    groupLabels: c.groupLabels,
    externalURL: URL,
    now: Date.parse('2026-01-01T00:00:00Z'),
    files: FILES,
    alerts: ALERTS.slice(0, c.alerts).map(a => ({
      labels: a.labels as unknown as Record<string, string>,
      annotations: a.annotations as unknown as Record<string, string>,
      startsAt: Date.parse(a.starts_at),
      ...(a.ends_at.startsWith('0001') ? {} : { endsAt: Date.parse(a.ends_at) }),
    })),
  };
}

const oracle = resolve('.oracles/oracle-alertmanager');

export function hasNotificationOracle(): boolean {
  return existsSync(oracle);
}

/** What Alertmanager makes of each case, in order. */
export function askNotifications(cases: readonly NotificationCase[]): readonly NotificationVerdict[] {
  const input = cases.map(c =>
    JSON.stringify({
      op: 'template',
      text: c.text,
      receiver: RECEIVER,
      templates: FILES,
      group_labels: c.groupLabels,
      external_url: URL,
      alerts: ALERTS.slice(0, c.alerts),
    }),
  );
  const run = spawnSync(oracle, { input: `${input.join('\n')}\n`, encoding: 'utf8', maxBuffer: 1 << 28 });
  const answers = run.stdout.trim().split('\n');
  if (answers.length !== cases.length) throw new Error(`the oracle gave ${answers.length} answers: ${run.stderr}`);
  return answers.map(line => {
    const { ok, output, error } = JSON.parse(line) as { ok: boolean; output?: string; error?: string };
    return ok ? { ok, output: output ?? '' } : { ok, error: error ?? '' };
  });
}
