// Makes templates with data for the comparison with Prometheus: sensible ones, wrong ones and broken ones.
// Deterministic: the same seed gives the same cases.

export interface TemplateCase {
  readonly text: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly externalLabels: Readonly<Record<string, string>>;
  readonly externalURL: string;
  /** As text, since JSON has no NaN and no Inf. */
  readonly value: string;
}

/** Seconds since 1970 at which all cases are evaluated. */
export const EVALUATED_AT = 600;

/** The series that `query` finds, in promqltest's notation, and what each query of the cases returns of them. */
export const LOAD = `load 30s
  up{job="dcgm",instance="n2:9400"} 1+0x30
  up{job="vllm",instance="n1:8000"} 0+0x30
  gpu_temp{gpu="0",Hostname="n1",modelName="H100"} 71.25+0x30
  gpu_temp{gpu="1",Hostname="n1",modelName="H100"} 88.5+0x30
  gpu_temp{gpu="0",Hostname="n2",modelName="A100"} 90+0x30`;

export const ANSWERS: Readonly<Record<string, readonly { labels: Record<string, string>; value: number }[]>> = {
  'sort_by_label(up, "instance")': [
    { labels: { __name__: 'up', instance: 'n1:8000', job: 'vllm' }, value: 0 },
    { labels: { __name__: 'up', instance: 'n2:9400', job: 'dcgm' }, value: 1 },
  ],
  'sort(gpu_temp)': [
    { labels: { __name__: 'gpu_temp', Hostname: 'n1', gpu: '0', modelName: 'H100' }, value: 71.25 },
    { labels: { __name__: 'gpu_temp', Hostname: 'n1', gpu: '1', modelName: 'H100' }, value: 88.5 },
    { labels: { __name__: 'gpu_temp', Hostname: 'n2', gpu: '0', modelName: 'A100' }, value: 90 },
  ],
  'max(gpu_temp)': [{ labels: {}, value: 90 }],
  'vector(1234567.891)': [{ labels: {}, value: 1234567.891 }],
  absent_metric: [],
  'label_replace(vector(3), "__value__", "three", "", "")': [{ labels: { __value__: 'three' }, value: 3 }],
};

const VALUES = [
  '0',
  '-0',
  '1',
  '-1',
  '0.5',
  '0.25',
  '2.5',
  '0.125',
  '99.5',
  '0.9731',
  '999.95',
  '999999',
  '1e6',
  '12345',
  '1234567.891',
  '86399.5',
  '90061',
  '59.99999',
  '0.0001',
  '0.00001234',
  '1e-9',
  '1e20',
  '1.7976931348623157e308',
  '5e-324',
  '1435065584.128',
  '1700000000',
  '-1700000000.5',
  'NaN',
  'Inf',
  '-Inf',
  '73014444032',
  '0.1',
  '3600',
  '-90.75',
  '1e21',
  '123456789012345680',
];

const LABELS: readonly Readonly<Record<string, string>>[] = [
  {},
  { instance: 'gpu-node-1.example.com:9400', job: 'dcgm', gpu: '3', severity: 'critical' },
  { __name__: 'DCGM_FI_DEV_GPU_TEMP', Hostname: 'n17', gpu: '0', modelName: 'NVIDIA H100 80GB HBM3', UUID: 'GPU-5f1c' },
  { instance: '10.0.0.7:8000', model_name: 'meta/llama-3', 'k8s.pod.name': 'vllm-0', path: 'a&b <c> "d"' },
  { instance: '[2001:db8::1]:9100', note: "it's größer — 日本語 😀", empty: '', num: '12.75', dur: '1h30m' },
];

const EXTERNAL: readonly Readonly<Record<string, string>>[] = [{}, { cluster: 'a100-1', region: 'eu' }];
const URLS = ['http://prometheus.example.com:9090/prom', 'https://p.example.com', ''];

const NAMES = ['instance', 'job', 'gpu', 'Hostname', 'modelName', 'note', 'empty', 'num', 'nope', 'dur', 'path'];
const TEXTS = [
  '"x"',
  '"critical"',
  '`back\\d+`',
  '""',
  '"a.b:80"',
  '"tab\\tq\\"uote"',
  '"é😀"',
  '"1h30m"',
  '"5"',
  '"Inf"',
  '"0x1p4"',
  '"host:9100"',
  '"two words here"',
];
const NUMBERS = [
  '0',
  '1',
  '2',
  '-3',
  '1.5',
  '0x1F',
  '1e3',
  '0b101',
  '017',
  '1_000',
  "'a'",
  '2.0',
  '100',
  '0.75',
  '1e-7',
];
const FORMATS = [
  '"%v"',
  '"%.2f"',
  '"%.0f"',
  '"%.1f%%"',
  '"%d"',
  '"%s"',
  '"%q"',
  '"%x"',
  '"%8.3f|"',
  '"%-8v|"',
  '"%+v"',
  '"%#v"',
  '"%T"',
  '"%g"',
  '"%e"',
  '"%.3g"',
  '"%G"',
  '"%08.2f"',
  '"%+d"',
  '"% d"',
  '"%5t"',
  '"%c"',
  '"%U"',
  '"%o"',
  '"%b"',
  '"%X"',
  '"%.3s"',
  '"%10s|"',
  '"%-10s|"',
  '"%05d"',
  '"%%"',
  '"%v %v"',
  '"%[2]v %[1]v"',
  '"%*d"',
  '"%.*f"',
  '"%!"',
  '"%z"',
  '"%"',
  '"%.10f"',
  '"%.20g"',
  '"%#x"',
  '"%#o"',
  '"%#q"',
  '"%+q"',
  '"%x %X"',
  '"% x"',
  '"%F"',
  '"%E"',
  '"%6.2e|"',
  '"%#g"',
  '"%#.3g"',
  '"%w"',
  '"%O"',
  '"%.25f"',
  '"%.0e"',
  '"%.1g"',
];
const PATTERNS = [
  '"^gpu"',
  '"[0-9]+"',
  '`(\\w+)-(\\w+)`',
  '"(?i)CRIT"',
  '"("',
  '"a*"',
  '"(?P<n>[a-z]+)"',
  '"$"',
  '":.*"',
];
const REPLACEMENTS = ['"X"', '"<$1>"', '"${1}_$2"', '"$n!"', '""', '"$$"', '"${n}x"', '"$0$0"'];
const DURATIONS = [
  '"1h"',
  '"90m"',
  '"1d12h"',
  '"5"',
  '"0"',
  '""',
  '"1x"',
  '"1h1d"',
  '"-5m"',
  '"100ms"',
  '"1.5h"',
  '"1y"',
];
const LAYOUTS = [
  '"2006-01-02 15:04:05"',
  '"Jan _2 3:04PM"',
  '"Mon, 02 Jan 06 MST"',
  '"15:04:05.000 Z07:00"',
  '"Monday January 2 002"',
];

class Maker {
  constructor(private state: number) {}

  random(): number {
    // Mulberry32.
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)]!;
  }

  chance(p: number): boolean {
    return this.random() < p;
  }

  /** Something that is a text. */
  textual(depth: number): string {
    if (depth <= 0 || this.chance(0.45)) {
      return this.pick([
        () => `$labels.${this.pick(NAMES)}`,
        () => `.Labels.${this.pick(NAMES)}`,
        () => `$externalLabels.${this.pick(['cluster', 'region', 'none'])}`,
        () => '$externalURL',
        () => this.pick(TEXTS),
      ])();
    }
    const inner = () => this.arg(this.textual(depth - 1));
    return this.pick([
      () => `toUpper ${inner()}`,
      () => `toLower ${inner()}`,
      () => `title ${inner()}`,
      () => `stripPort ${inner()}`,
      () => `stripDomain ${inner()}`,
      () => `index $labels ${this.pick(['"k8s.pod.name"', '"gpu"', '"nope"', '"note"'])}`,
      () => `printf ${this.pick(FORMATS)} ${this.arg(this.anything(depth - 1))}`,
      () => `printf ${this.pick(FORMATS)} ${this.arg(this.anything(depth - 1))} ${this.arg(this.anything(depth - 1))}`,
      () => `print ${this.arg(this.anything(depth - 1))} ${this.arg(this.anything(depth - 1))}`,
      () => `println ${this.arg(this.anything(depth - 1))} ${inner()}`,
      () => `html ${inner()}`,
      () => `js ${inner()}`,
      () => `urlquery ${inner()} ${this.arg(this.anything(depth - 1))}`,
      () => `urlQueryEscape ${inner()}`,
      () => `reReplaceAll ${this.pick(PATTERNS)} ${this.pick(REPLACEMENTS)} ${inner()}`,
      () =>
        `${this.pick(['humanize', 'humanize1024', 'humanizeDuration', 'humanizePercentage', 'humanizeTimestamp'])} ${this.arg(this.numeric(depth - 1))}`,
      () => `slice ${inner()} ${this.pick(['0', '1', '0 1', '1 3', '2 1', '0 100', '-1'])}`,
      () => `safeHtml ${inner()}`,
      () => `graphLink ${inner()}`,
      () => `tableLink ${inner()}`,
      () => `or ${inner()} ${inner()}`,
      () => `and ${inner()} ${inner()}`,
      () => this.pick(['externalURL', 'pathPrefix']),
      () => `(toTime ${this.arg(this.numeric(depth - 1))}).Format ${this.pick(LAYOUTS)}`,
      () => `query ${this.query()} | first | label ${this.pick(['"job"', '"gpu"', '"nope"'])}`,
      () => `query ${this.query()} | first | strvalue`,
      () => `(index (query ${this.query()}) ${this.pick(['0', '1', '7'])}).Labels.${this.pick(['instance', 'gpu'])}`,
    ])();
  }

  numeric(depth: number): string {
    if (depth <= 0 || this.chance(0.5)) return this.chance(0.6) ? this.pick(['$value', '.Value']) : this.pick(NUMBERS);
    return this.pick([
      () => `len ${this.arg(this.anything(depth - 1))}`,
      () => `parseDuration ${this.pick(DURATIONS)}`,
      () => `query ${this.query()} | first | value`,
      () => 'now',
      () => `toDuration ${this.arg(this.numeric(depth - 1))}`,
      () =>
        `(toDuration ${this.arg(this.numeric(depth - 1))}).${this.pick(['Seconds', 'Minutes', 'Hours', 'Milliseconds', 'String', 'Nope'])}`,
      () =>
        `(toTime ${this.arg(this.numeric(depth - 1))}).${this.pick(['Unix', 'Year', 'Month', 'Weekday', 'YearDay', 'Hour', 'UnixMilli', 'Nope'])}`,
      () => `toTime ${this.arg(this.numeric(depth - 1))}`,
      () => this.textual(depth - 1),
    ])();
  }

  truth(depth: number): string {
    return this.pick([
      () =>
        `${this.pick(['gt', 'lt', 'ge', 'le', 'eq', 'ne'])} $value ${this.pick(['1.0', '0.5', '1e3', '2', '0.0', '$value', '"x"'])}`,
      () => `eq $labels.${this.pick(NAMES)} ${this.pick(TEXTS)} ${this.pick(TEXTS)}`,
      () => `ne ${this.arg(this.textual(depth - 1))} ${this.arg(this.textual(depth - 1))}`,
      () =>
        `${this.pick(['eq', 'lt', 'gt'])} ${this.arg(this.anything(depth - 1))} ${this.arg(this.anything(depth - 1))}`,
      () => `match ${this.pick(PATTERNS)} ${this.arg(this.textual(depth - 1))}`,
      () => `not ${this.arg(this.anything(depth - 1))}`,
      () => `and ${this.arg(this.anything(depth - 1))} ${this.arg(this.truthArg(depth))}`,
      () => `or ${this.arg(this.anything(depth - 1))} ${this.arg(this.truthArg(depth))}`,
      () => this.anything(depth - 1),
      () => this.pick(['true', 'false']),
    ])();
  }

  private truthArg(depth: number): string {
    return depth > 0 ? this.truth(depth - 1) : 'true';
  }

  anything(depth: number): string {
    return this.pick([
      () => this.textual(depth),
      () => this.numeric(depth),
      () =>
        this.pick(['$labels', '.', '.Labels', '$externalLabels', 'true', 'nil', '$value', '$', '.Nope', '$labels.a.b']),
      () => (depth > 0 ? this.truth(depth - 1) : 'false'),
      () => `args ${this.arg(this.textual(depth - 1))} ${this.arg(this.numeric(depth - 1))}`,
    ])();
  }

  private query(): string {
    return this.pick(Object.keys(ANSWERS).map(expr => `\`${expr}\``));
  }

  /** Parentheses where a space would make several arguments of it. */
  arg(expr: string): string {
    return /[ |]/.test(expr) && !/^(["`])[^"`]*\1$/.test(expr) ? `(${expr})` : expr;
  }

  piped(depth: number): string {
    const head = this.anything(depth);
    if (this.chance(0.5)) return head;
    const tail = this.pick([
      'humanize',
      'humanize1024',
      'humanizePercentage',
      'humanizeDuration',
      'humanizeTimestamp',
      'printf "%.2f"',
      'printf "%v|%v" $value',
      'toUpper',
      'title',
      'len',
      'print',
      'stripPort',
      'html',
      'reReplaceAll "[a-z]+" "_"',
      'match "1"',
      'not',
      'index $labels',
      'or ""',
      '$labels',
      'eq 1',
      'toTime',
      'first',
      'value',
    ]);
    return `${head} | ${tail}`;
  }

  action(body: string): string {
    return this.pick([
      `{{ ${body} }}`,
      `{{${body}}}`,
      `{{- ${body} }}`,
      `{{ ${body} -}}`,
      `{{- ${body} -}}`,
      `{{ ${body} }}`,
    ]);
  }

  statement(depth: number): string {
    if (depth <= 0)
      return this.chance(0.4)
        ? this.pick([' text ', '\n  line\n', ' % ', ': ', '}} ', ' é '])
        : this.action(this.piped(1));
    const block = () => this.statements(depth - 1);
    return this.pick([
      () => this.action(this.piped(2)),
      () => this.action(this.piped(2)),
      () => ` is ${this.action(this.piped(2))} on `,
      () => `{{ if ${this.truth(2)} }}${block()}{{ else }}${block()}{{ end }}`,
      () => `{{ if ${this.truth(1)} -}} ${block()}{{ else if ${this.truth(1)} }}${block()}{{ end }}`,
      () => `{{ with ${this.piped(1)} }}${block()}{{ . }}{{ else }}none{{ end }}`,
      () => `{{ with ${this.textual(1)} }}{{ . | toUpper }}{{ else with ${this.textual(1)} }}{{ . }}{{ end }}`,
      () =>
        `{{ range $k, $v := ${this.pick(['$labels', '$externalLabels', '.Labels', 'args 1 "x" $value'])} }}{{ $k }}={{ $v }};{{ else }}empty{{ end }}`,
      () => `{{ range query ${this.query()} }}{{ .Labels.instance }}{{ .Labels.gpu }}={{ .Value }} {{ end }}`,
      () =>
        `{{ range query ${this.query()} | sortByLabel ${this.pick(['"gpu"', '"job"', '"modelName"'])} }}{{ .Labels }} {{ .Value | humanize }},{{ end }}`,
      () =>
        `{{ range $i, $s := query ${this.query()} }}{{ if ${this.pick(['eq $i 1', '$i', 'gt $s.Value 80.0'])} }}{{ ${this.pick(['break', 'continue'])} }}{{ end }}{{ $i }}{{ label "gpu" $s }} {{ end }}`,
      () =>
        `{{ $x := ${this.anything(1)} }}${block()}{{ $x }}{{ if ${this.truth(1)} }}{{ $x = ${this.anything(1)} }}{{ end }}{{ $x }}`,
      () =>
        `{{ range ${this.pick(['3', '0', '$value', '"abc"', '$labels.gpu', 'len $labels'])} }}{{ . }},{{ else }}-{{ end }}`,
      () =>
        `{{ define "part" }}[{{ .arg0 }}|{{ .arg1 | humanize }}]{{ end }}{{ template "part" (args ${this.arg(this.textual(1))} $value) }}`,
      () => `{{ template "${this.pick(['missing', 'part'])}" ${this.pick(['.', '$labels', ''])} }}`,
      () => `{{ block "blk" ${this.pick(['.Labels', '$value', '.'])} }}<{{ . }}>{{ end }}`,
      () => '{{/* a comment */}}',
      () => ' {{- /* trimmed */ -}} ',
      () => `{{ len $labels }}{{ ${this.pick(['$labels.instance | stripPort', '$value | humanize', '$value'])} }}`,
      () => ` plain ${this.pick(['text', '100%', '{ }', '\n\n', '}} '])} `,
    ])();
  }

  statements(depth: number): string {
    const count = 1 + Math.floor(this.random() * 2);
    let out = '';
    for (let i = 0; i < count; i++) out += this.statement(depth);
    return out;
  }

  /** One small damage, as typing and editing make them. */
  broken(text: string): string {
    const at = Math.floor(this.random() * (text.length + 1));
    const scraps = [
      '{{',
      '}}',
      '"',
      '`',
      '(',
      ')',
      '|',
      ':=',
      '$x',
      '.',
      '-',
      ' ',
      '{{ end }}',
      '{{ else }}',
      '}',
      'foo',
      "'",
      '=',
      ',',
    ];
    return this.pick([
      () => text.slice(0, at) + text.slice(at + 1),
      () => text.slice(0, at) + this.pick(scraps) + text.slice(at),
      () => text.slice(0, at),
      () => text.replace(/\$labels/, this.pick(['$label', '$lables', 'labels'])),
      () => text.replace(/humanize/, 'humanise'),
      () => text.replace('{{ end }}', ''),
    ])();
  }

  make(): TemplateCase {
    let text = this.statements(this.pick([0, 1, 1, 2, 2]));
    if (this.chance(0.2)) text = this.broken(text);
    return {
      text,
      labels: this.pick(LABELS),
      externalLabels: this.pick(EXTERNAL),
      externalURL: this.pick(URLS),
      value: this.pick(VALUES),
    };
  }
}

/** `count` cases of a seed. */
export function templateCases(seed: number, count: number): readonly TemplateCase[] {
  const maker = new Maker(seed);
  return Array.from({ length: count }, () => maker.make());
}

const SCRAPS = (
  '{{|}}|{{-| -}}|{{ | }}|if|end|else|else if|with|range|define|block|template|break|continue|$labels|$value|.Labels|.x|.|..' +
  "|$x|:=|=|,|(|)|\"a\"|\"a|`r`|`|'a'|'ab'|1|1.5|0x1F|08|1_0|1i|1+2i|-|-1|true|nil|humanize|printf|foo| | | |\n|\t|text|/*|*/" +
  '|{{/* c */}}|{{- /* c */ -}}|"\\d"|"\\n"|{{end}}|{{end}}|{{else}}|{{if $value}}|{{range $i, $e := .Labels}}|{{$x := 1}}' +
  '|{{with $labels}}|{{define "d"}}|é|\u00a0|+|}|{|%|{{template "d" .}}|{{break}}|{{ $labels.instance }}|{{ $value | humanize }}' +
  '|{{else with .}}|{{else if .}}|{{block "b" .}}'
)
  .split('|')
  .concat('|');

/** Scraps of templates in any order: a third of them loads. */
export function templateSoup(seed: number, count: number): readonly string[] {
  const maker = new Maker(seed);
  return Array.from({ length: count }, () => {
    const length = 1 + Math.floor(maker.random() * 14);
    return Array.from({ length }, () => maker.pick(SCRAPS)).join('');
  });
}
