// Baselines: what is recognised again, and what is new.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { baselineOf, compare, readBaseline, staleText, writeBaseline } from '../../../server/src/cli/baseline';
import { fileReports } from '../../harness/report';

const alert = (name: string, expr: string): string => `  - alert: ${name}\n    expr: ${expr}\n`;
const file = (...alerts: readonly string[]): string => `groups:\n- name: gpu\n  rules:\n${alerts.join('')}`;
const share = 'DCGM_FI_DEV_FB_USED / DCGM_FI_DEV_FB_FREE > 0.9';

/** What is new in `after` with the baseline of `before`, and what is only in the baseline. */
function step(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>) {
  const compared = compare(baselineOf('baseline.json', fileReports(before)), fileReports(after));
  return {
    fresh: compared.reports.flatMap(report => report.findings.map(({ check }) => `${report.path} ${check}`)),
    known: compared.known,
    stale: compared.stale.map(({ file, check, in: owner }) => `${file} ${check} ${owner}`),
  };
}

const usedOverFree = 'promql/used-over-free';

describe('cli/baseline', () => {
  const before = { 'a.yaml': file(alert('A', share), alert('B', share)) };
  const count = fileReports(before)[0]!.findings.length;

  it('knows all that was found', () => {
    assert.ok(count >= 2);
    assert.deepEqual(step(before, before), { fresh: [], known: count, stale: [] });
  });

  it('recognises findings whose lines moved', () => {
    const { fresh, stale } = step(before, {
      'a.yaml': `# ours\n\n${file(alert('New', 'my_metric > 5'), alert('B', share), alert('A', share)).replaceAll('\n', '\r\n')}`,
    });
    assert.deepEqual({ fresh, stale }, { fresh: [], stale: [] });
  });

  it('tells a finding in another rule from those that were there', () => {
    const { fresh } = step(before, { 'a.yaml': file(alert('A', share), alert('C', share), alert('B', share)) });
    assert.deepEqual(fresh, [`a.yaml ${usedOverFree}`]);
  });

  it('counts findings that are alike', () => {
    const one = { 'a.yaml': file(alert('A', share)) };
    const { fresh } = step(one, { 'a.yaml': file(alert('A', share), alert('A', share)) });
    assert.ok(fresh.filter(found => found.includes(usedOverFree)).length === 1, fresh.join());
  });

  it('tells of what is gone, of judged and of vanished files alone', () => {
    assert.deepEqual(step(before, { 'a.yaml': file(alert('A', share), alert('B', 'my_metric > 5')) }).stale, [
      `a.yaml ${usedOverFree} B`,
    ]);
    assert.deepEqual(step(before, { 'b.yaml': file(alert('C', 'my_metric > 5')) }).stale.length, count);
    // A file that is there and was not asked about.
    const manifest = { 'package.json': before['a.yaml'] };
    assert.deepEqual(step(manifest, { 'b.yaml': file(alert('C', 'my_metric > 5')) }).stale, []);
  });

  it('follows a file to its new name', () => {
    assert.deepEqual(step(before, { 'b.yaml': before['a.yaml'] }), { fresh: [], known: count, stale: [] });
  });

  it('takes in no error', () => {
    const refused = { 'a.yaml': file(alert('A', 'summ(up)'), alert('B', share)) };
    const { fresh, known } = step(refused, refused);
    assert.deepEqual(fresh, ['a.yaml promql/unknown-function']);
    assert.ok(known > 0);
  });

  it('is written one finding a line, in the same order whatever was asked first, and read again', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ml-alert-rules-baseline-'));
    try {
      const name = path.join(folder, 'baseline.json');
      const reports = fileReports({
        ...before,
        'b.yaml': file(alert('C', `${share} or ${share} or vector(${'1'.repeat(150)})`)),
      });
      const baseline = baselineOf(name, reports);
      writeBaseline(baseline);
      assert.deepEqual(readBaseline(name), baseline);
      assert.deepEqual(baselineOf(name, [...reports].reverse()), baseline);
      const lines = fs.readFileSync(name, 'utf8').split('\n');
      assert.equal(lines.length, baseline.entries.length + 3);
      assert.ok(lines.every(line => line.length < 400));
      assert.deepEqual(fs.readdirSync(folder), ['baseline.json']);
      for (const text of ['', '[]', '{"version":2,"findings":[]}', '{"version":1,"findings":[{"file":1}]}']) {
        fs.writeFileSync(name, text);
        assert.throws(() => readBaseline(name), /is no baseline/);
      }
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('says what is gone in one sentence', () => {
    const entry = { file: 'a.yaml', check: 'gpu/last-xid', in: 'Xid', text: 'x', count: 1 };
    const said = staleText({ name: 'b.json', entries: [] }, [entry]);
    assert.equal(
      said,
      'b.json: 1 finding is no longer there, --write-baseline takes it out (a.yaml: gpu/last-xid in Xid)',
    );
    const many = Array.from({ length: 7 }, () => ({ ...entry, in: '', count: 2 }));
    assert.match(
      staleText({ name: 'b.json', entries: [] }, many),
      /^b\.json: 14 findings are no .* \(a\.yaml: gpu\/last-xid, .*, …\)$/,
    );
  });
});
