// Hover: metrics, labels, functions, codes, words of templates, YAML keys; in every style, also inside a Secret.

import assert from 'node:assert/strict';
import { resolveConfig } from '../../../server/src/config/config';
import { hover } from '../../../server/src/features/hover';
import { openDocument } from '../../../server/src/model/document';
import { createService } from '../../../server/src/service';
import { shippedCatalog } from '../../harness/judge';
import { cursor, inExpr, knowledge } from './driver';

const know = knowledge();

/** The hover at the cursor: the hovered text and the Markdown. */
function hovered(marked: string): { readonly on: string; readonly markdown: string } | undefined {
  const offset = marked.indexOf(cursor);
  const text = marked.replace(cursor, '');
  const found = hover(openDocument(text), offset, know);
  return found && { on: text.slice(found.from, found.to), markdown: found.markdown };
}

/** The same for a document that is a member of its workspace. */
function hoveredIn(marked: string): { readonly markdown: string } | undefined {
  const service = createService({ catalog: shippedCatalog, onFailure: (id, error) => assert.fail(`${id}: ${error}`) });
  const workspace = service.workspace(resolveConfig([]));
  const document = service.open(marked.replace(cursor, ''));
  workspace.put('this.yaml', document);
  workspace.facts();
  return service.hover(workspace, document, marked.indexOf(cursor));
}

function shows(marked: string, on: string, ...patterns: readonly RegExp[]): void {
  const found = hovered(marked);
  assert.ok(found, `nothing is shown in\n${marked}`);
  assert.equal(found.on, on);
  for (const pattern of patterns) assert.match(found.markdown, pattern);
}

const rule = (rest: string): string => `${inExpr('DCGM_FI_DEV_GPU_TEMP > 90')}${rest}`;
const annotation = (template: string): string => rule(`        annotations:\n          summary: '${template}'\n`);

describe('hover in an expression', () => {
  it('explains a metric: type, unit, help, labels, source', () => {
    shows(
      inExpr('DCGM_FI_DEV_GPU¦_TEMP > 90'),
      'DCGM_FI_DEV_GPU_TEMP',
      /gauge, celsius/,
      /temperature/i,
      /`gpu`/,
      /Source: /,
    );
    shows(inExpr('¦DCGM_FI_DEV_GPU_TEMP > 90'), 'DCGM_FI_DEV_GPU_TEMP', /gauge/);
    shows(inExpr('DCGM_FI_DEV_GPU_TEMP¦{gpu="0"}'), 'DCGM_FI_DEV_GPU_TEMP', /gauge/);
    shows(inExpr('rate(x{a="b"}[5m]) / sum by (gpu) (DCGM_FI_DEV_GPU¦_TEMP)'), 'DCGM_FI_DEV_GPU_TEMP', /gauge/);
    shows(inExpr('{__name__="DCGM_FI_DEV¦_GPU_TEMP"}'), '"DCGM_FI_DEV_GPU_TEMP"', /gauge/);
  });
  it('warns of what goes wrong with a metric', () => {
    shows(inExpr('DCGM_FI_DEV_XID_¦ERRORS > 0'), 'DCGM_FI_DEV_XID_ERRORS', /⚠/);
    shows(
      inExpr('vllm:gpu_cache_usage¦_perc > 0.9'),
      'vllm:gpu_cache_usage_perc',
      /Replaced by `vllm:kv_cache_usage_perc`/,
    );
    shows(inExpr('DCGM_FI_DEV_GPU_TEMP_CEL¦SIUS > 9'), 'DCGM_FI_DEV_GPU_TEMP_CELSIUS', /Not exposed unless/);
  });
  it('names the other spelling of a quantity', () => {
    shows(inExpr('DCGM_FI_DEV_GPU_¦TEMP > 9'), 'DCGM_FI_DEV_GPU_TEMP', /export it as `DCGM_FI_DEV_GPU_TEMP_CELSIUS`/);
  });
  it('explains series of a histogram', () => {
    shows(
      inExpr('rate(vllm:e2e_request_latency_seconds_bu¦cket[5m])'),
      'vllm:e2e_request_latency_seconds_bucket',
      /`bucket` of the histogram/,
      /Bucket bounds/,
    );
  });
  it('explains metrics of the workspace and recorded ones', () => {
    shows(inExpr('rank_queue_le¦ngth > 9'), 'rank_queue_length', /Waiting rankings/, /Defined in exporter\.py/);
    shows(inExpr('ranker:failures:ra¦te5m > 9'), 'ranker:failures:rate5m', /recorded by a rule in `rules\.yaml`/);
  });
  it('shows how a series is recorded, and with which labels', () => {
    shows(
      inExpr('ranker:failures:ra¦te5m > 9'),
      'ranker:failures:rate5m',
      /```promql\nsum by \(ranker\) \(rate\(rank_failures_total\[5m\]\)\)\n```/,
      /Labels: `ranker`\. Set by the rule: `window="5m"`\./,
    );
    const records = ['sum(up)', 'max without (pod) (unknown_metric)', 'DCGM_FI_DEV_GPU_TEMP', '"up ```"'].map(
      (expr, i) => `      - {record: "a:b${i}", expr: '${expr}'}`,
    );
    const text = (name: string): string =>
      `groups:\n  - name: g\n    rules:\n${records.join('\n')}\n      - {record: "a:b0", expr: max(up), labels: {x: z}}\n      - record: c:d\n        expr: ${name}\n`;
    const of = (name: string) => hoveredIn(text(name))!.markdown;
    assert.match(
      of('a:¦b0'),
      /recorded by 2 rules in `this\.yaml`[\s\S]*sum\(up\)[\s\S]*max\(up\)[\s\S]*No labels of its metrics\. Set by rules: `x="z"`\./,
    );
    // What an unknown metric has, and the many labels of a known one, say nothing.
    for (const name of ['a:¦b1', 'a:¦b2']) assert.doesNotMatch(of(name), /abels/);
    assert.equal(of('a:¦b3').split('```').length, 3);
  });
  it('tells who uses the labels of a metric that nobody describes', () => {
    const rules = (expr: string): string =>
      `groups:\n  - name: g\n    rules:\n      - alert: Errors\n        expr: sum by (model) (rate(x_requests_total{status=~"error|timeout"}[5m])) > 1\n      - record: a:b\n        expr: sum by (model) (x_requests_total{status="ok"})\n        labels: {site: b}\n      - alert: B\n        expr: ${expr}\n`;
    const of = (expr: string) => hoveredIn(rules(expr))?.markdown ?? '';
    const status = of('x_requests_total{sta¦tus="x"} > 1');
    assert.match(status, /label of `x_requests_total`/);
    assert.match(status, /Rules that match it or group by it: `B`, `Errors`, `a:b`\./);
    assert.match(status, /Values in rules: `error`, `ok`, `timeout` and 1 more\./);
    assert.match(of('max by (mod¦el) (x_requests_total) > 1'), /not known here[\s\S]*`Errors`, `a:b`/);
    assert.match(of('max by (mod¦el) (a:b) > 1'), /The recorded expression keeps it/);
    assert.match(of('a:b{si¦te="b"} > 1'), /sets it[\s\S]*Values in rules: `b`\./);
    assert.equal(of('{sta¦tus="x"} > 1'), '');
  });
  it('explains an XID code where it is compared with', () => {
    shows(inExpr('DCGM_FI_DEV_XID_ERRORS == 7¦9'), '79', /\*\*79\*\*/, /fell off the bus/i, /Severity: critical/);
    shows(inExpr('7¦9 == DCGM_FI_DEV_XID_ERRORS'), '79', /fell off the bus/i);
    shows(inExpr('(DCGM_FI_DEV_XID_ERRORS{gpu="0"}) != bool 48¦'), '48', /\*\*48\*\*/);
    shows(inExpr('DCGM_EXP_XID_ERRORS_COUNT{xid="7¦9"} > 0'), '"79"', /fell off the bus/i);
    shows(inExpr('DCGM_FI_DEV_XID_ERRORS{err_code="7¦9"} > 0'), '"79"', /fell off the bus/i);
    assert.equal(hovered(inExpr('probe_success{err_code="7¦9"} > 0')), undefined);
    assert.equal(hovered(inExpr('DCGM_FI_DEV_GPU_TEMP == 7¦9')), undefined);
    assert.equal(hovered(inExpr('DCGM_FI_DEV_XID_ERRORS == 100000¦0')), undefined);
  });
  it('explains functions and aggregations', () => {
    shows(inExpr('ra¦te(up[5m])'), 'rate', /rate\(v range vector\) instant vector/, /Per-second/);
    shows(inExpr('histogram_quan¦tile(0.9, x)'), 'histogram_quantile');
    shows(inExpr('su¦m by (gpu) (up)'), 'sum', /Sum of/);
    shows(inExpr('topk¦(5, up)'), 'topk', /k scalar, v instant vector/);
  });
  it('explains keywords and durations', () => {
    shows(inExpr('sum b¦y (gpu) (up)'), 'by', /carries these labels only/);
    shows(inExpr('a unl¦ess on (x) b'), 'unless', /no partner/);
    shows(inExpr('a / O¦N (x) GROUP_LEFT b'), 'ON', /\*\*`on`\*\*/);
    shows(inExpr('a / on (x) group_le¦ft (y) b'), 'group_left', /from the partner/);
    shows(inExpr('up of¦fset 5m'), 'offset', /this long ago/);
    shows(inExpr('up == bo¦ol 1'), 'bool', /always fires/);
    shows(inExpr('rate(x[9¦0m])'), '90m', /5400 seconds, also written `1h30m`/);
    shows(inExpr('rate(x[1h]) > rate(x[1h] offset 1w¦)'), '1w', /604800 seconds/);
    assert.equal(hovered(inExpr('up{job="b¦y"}')), undefined);
    assert.equal(hovered(inExpr('max by (offse¦t) (up)')), undefined);
    assert.equal(hovered(inExpr('a + on (b¦y) b')), undefined);
    assert.equal(hovered(inExpr('b¦y > 0')), undefined);
  });
  it('explains labels in braces and lists', () => {
    shows(inExpr('kube_pod_status_phase{pha¦se="Failed"}'), 'phase', /label of `kube_pod_status_phase`/, /`Pending`/);
    shows(inExpr('sum by (U¦UID) (DCGM_FI_DEV_GPU_TEMP)'), 'UUID', /label of `DCGM_FI_DEV_GPU_TEMP`/);
    shows(inExpr('a * on (gp¦u) DCGM_FI_DEV_GPU_TEMP'), 'gpu', /label of/);
  });
  it('is silent elsewhere', () => {
    for (const expr of ['no_such_met¦ric', 'up > 9¦0', 'up{job="x¦"}', 'up # ra¦te(', 'up ¦  > 1', 'nosuch¦fn(up)']) {
      const found = hovered(inExpr(expr));
      assert.ok(!found || found.on === 'up', expr);
    }
  });
  it('finds its place in every style', () => {
    const head = 'groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: ';
    const on = 'DCGM_FI_DEV_GPU_TEMP';
    for (const scalar of [
      `"DCGM_FI_DEV¦_GPU_TEMP{a=\\"b\\"} > 90"`,
      `'DCGM_FI_DEV¦_GPU_TEMP{a=''b''} > 90'`,
      '|\n          sum(\n            DCGM_FI_DEV¦_GPU_TEMP\n          )',
      '>-\n          sum(\n          DCGM_FI_DEV¦_GPU_TEMP\n          )',
      'up\n          + DCGM_FI_DEV¦_GPU_TEMP',
    ]) {
      shows(`${head}${scalar}\n`, on, /gauge/);
      shows(
        `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  r.yaml: |\n${`${head}${scalar}\n`.replace(/^(?=.)/gm, '    ')}`,
        on,
        /gauge/,
      );
    }
  });
});

describe('hover in templates', () => {
  it('explains functions and variables', () => {
    shows(annotation('{{ $value | humanize¦Percentage }}'), 'humanizePercentage', /humanizePercentage\(/, /Example/);
    shows(annotation('{{ prin¦tf "%v" $value }}'), 'printf');
    shows(annotation('{{ $val¦ue }}'), '$value', /value of the series/i);
    shows(annotation('{{ $lab¦els.gpu }}'), '$labels', /Labels of the series/);
  });
  it('explains labels and whether the result carries them', () => {
    shows(annotation('{{ $labels.gp¦u }}'), 'gpu', /label of `DCGM_FI_DEV_GPU_TEMP`/, /can carry/);
    shows(annotation('{{ .Labels.mod¦el }}'), 'model', /cannot carry/);
  });
  it('explains members of notification data, also inside a Secret', () => {
    const config = `route:\n  receiver: a\nreceivers:\n  - name: a\n    slack_configs:\n      - title: '{{ .Common¦Labels.severity }}'\n`;
    shows(config, 'CommonLabels', /labels that all alerts/);
    const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  alertmanager.yaml: |\n${config.replace(/^(?=.)/gm, '    ')}`;
    shows(secret, 'CommonLabels', /labels that all alerts/);
    shows(config.replace('.Common¦Labels.severity', '.Status | toUp¦per'), 'toUpper', /toUpper\(/);
  });
  it('explains what stands in a query', () => {
    shows(annotation('{{ query "sum by (gpu) (DCGM_FI_DEV_GPU¦_TEMP)" }}'), 'DCGM_FI_DEV_GPU_TEMP', /gauge/);
    shows(annotation('{{ with printf "ra¦te(x[5m])" | query }}{{ end }}'), 'rate', /Per-second/);
    shows(annotation('{{ que¦ry "up" }}'), 'query', /query\(/);
  });
  it('is silent in plain text', () => {
    assert.equal(hovered(annotation('hum¦anize {{ $value }}')), undefined);
  });
});

describe('hover over keys', () => {
  it('explains keys of rules and configurations', () => {
    shows(rule('').replace('for', 'f¦or'), 'for', /pending/, /Default: `0s`/);
    shows('gro¦ups:\n  - name: g\n    rules:\n      - alert: A\n        expr: up\n', 'groups', /Groups of rules/);
    shows('groups:\n  - name: g\n    rules:\n      - al¦ert: A\n        expr: up\n', 'alert', /Name of the alert/);
    const config = 'route:\n  receiver: a\n  group_¦by: [x]\nreceivers:\n  - name: a\n';
    shows(config, 'group_by');
    shows(
      `apiVersion: v1\nkind: Secret\nmetadata: {name: x}\nstringData:\n  alertmanager.yaml: |\n${config.replace(/^(?=.)/gm, '    ')}`,
      'group_by',
    );
  });
  it('is silent over keys of the author and of other files', () => {
    assert.equal(hovered(rule('        labels:\n          seve¦rity: x\n')), undefined);
    assert.equal(hovered('on:\n  pu¦sh:\n'), undefined);
  });
});
