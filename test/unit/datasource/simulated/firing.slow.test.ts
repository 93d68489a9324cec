// Every shipped scenario makes the shipped alerts fire that it names, and the healthy month none at all.
import { strict as assert } from 'node:assert';
import { parse } from 'yaml';
import { loadCatalog } from '../../../../server/src/catalog/lookup';
import type { RangeSeries } from '../../../../server/src/datasource/datasource';
import type { MetricKnowledge } from '../../../../server/src/datasource/simulated/facts';
import { createScenarios } from '../../../../server/src/datasource/simulated/scenarios';
import { createSimulatedSource } from '../../../../server/src/datasource/simulated/source';
import { dialect } from '../../../../server/src/promql/dialect';
import { parseDuration } from '../../../../server/src/promql/durations';
import { loadSnippets, wrap } from '../../../harness/snippets';

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

const rules: readonly Rule[] = loadSnippets()
  .filter(({ place }) => place === 'rule')
  .flatMap(snippet => {
    const file = parse(wrap(snippet)) as {
      readonly groups: readonly { readonly rules: readonly Rule[] }[];
    };
    return file.groups.flatMap(group => group.rules);
  });
const alerts = rules.filter(rule => rule.alert);
const catalog = loadCatalog();
const knowledge: MetricKnowledge = {
  ...catalog,
  recorded: name => rules.filter(({ record }) => record === name).map(({ expr, labels = {} }) => ({ expr, labels })),
};
const scenarios = createScenarios();
const minute = 60_000;
const day = 86_400_000;
const monday = Date.parse('2026-03-02T00:00:00Z');

/** How often an alert fires in a window that is evaluated every `step`. */
async function firings(scenario: string, rule: Rule, start: number, end: number, step = minute): Promise<number> {
  const source = createSimulatedSource(scenarios, scenario, { knowledge, dialect: dialect('3.16') });
  assert.ok(typeof source !== 'string');
  let count = 0;
  for (let from = start; from < end; from += 5000 * step) {
    const answer = await source.queryRange(rule.expr, from, Math.min(end, from + 5000 * step), step, {
      maxSeries: 10_000,
    });
    assert.ok(answer.ok, `${rule.alert}: ${answer.ok ? '' : answer.error.message}`);
    for (const series of answer.data.series) count += spans(series, step, pendingFor(rule));
  }
  return count;
}

function pendingFor(rule: Rule): number {
  const parsed = parseDuration(rule.for ?? '0');
  return 'seconds' in parsed ? parsed.seconds * 1000 : 0;
}

/** Spans of evaluations in a row that are as long as an alert pends. */
function spans({ times }: RangeSeries, step: number, pending: number): number {
  let count = 0;
  let since = Number.NaN;
  let before = Number.NaN;
  let fired = false;
  for (const t of times) {
    if (t - before !== step) {
      since = t;
      fired = false;
    }
    if (!fired && t - since >= pending) {
      fired = true;
      count++;
    }
    before = t;
  }
  return count;
}

describe('scenarios', () => {
  it('between them make every shipped alert fire', () => {
    const fired = new Set(scenarios.list().flatMap(({ fires }) => fires));
    assert.ok(alerts.length >= 85);
    assert.deepEqual(
      alerts.flatMap(({ alert = '' }) => (fired.has(alert) ? [] : [alert])),
      [],
    );
  });

  for (const { name, fires } of scenarios.list()) {
    if (fires.length === 0) continue;
    it(`${name} makes its alerts fire`, async () => {
      const whole = scenarios.get(name);
      assert.ok(typeof whole !== 'string');
      const silent: string[] = [];
      for (const alertname of fires) {
        const rule = alerts.find(({ alert }) => alert === alertname);
        assert.ok(rule, `${alertname} is no shipped alert`);
        // The day of the fault; weeks are looked at coarsely: their alerts are slow.
        const isLong = whole.cycle > 3 * day;
        const begin = Math.floor(monday / whole.cycle) * whole.cycle;
        const [length, step] = isLong ? [whole.cycle, 30 * minute] : [day, minute];
        if ((await firings(name, rule, begin, begin + length, step)) === 0) silent.push(alertname);
      }
      assert.deepEqual(silent, []);
    });
  }

  for (const name of ['healthy-month', 'rolling-restart']) {
    it(`${name} makes no alert fire`, async () => {
      const loud: string[] = [];
      for (const rule of alerts) {
        const count = await firings(name, rule, monday + 8 * 3_600_000, monday + day, 4 * minute);
        if (count > 0) loud.push(`${rule.alert}: ${count}`);
      }
      assert.deepEqual(loud, []);
    });
  }

  it('the healthy month is quiet to its end', async () => {
    const loud: string[] = [];
    for (const rule of alerts) {
      // What looks back a week would have a month of samples made.
      const days = /\[[^\]]*[dw][^\]]*\]|offset \d+[dw]/.test(rule.expr) ? [29] : [11, 29];
      for (const after of days) {
        const start = monday + after * day;
        const count = await firings('healthy-month', rule, start, start + day / 4, 10 * minute);
        if (count > 0) loud.push(`${rule.alert} on day ${after}: ${count}`);
      }
    }
    assert.deepEqual(loud, []);
  });

  it('every shipped alert finds its metrics in the healthy month', async () => {
    const source = createSimulatedSource(scenarios, 'healthy-month', { knowledge, dialect: dialect('3.16') });
    assert.ok(typeof source !== 'string');
    const missing: string[] = [];
    for (const rule of rules) {
      for (const [name] of rule.expr.matchAll(/\b(?!by\b|on\b)[a-zA-Z_][\w:]*(?=[[{]| offset)/g)) {
        const answer = await source.query(`count(last_over_time(${name}[5m]))`, monday + day / 2);
        assert.ok(answer.ok && answer.data.type === 'vector');
        // A series of this one begins with the first XID.
        if (answer.data.total === 0 && name !== 'DCGM_EXP_XID_ERRORS_COUNT') missing.push(name);
      }
    }
    assert.deepEqual([...new Set(missing)], []);
  });
});
