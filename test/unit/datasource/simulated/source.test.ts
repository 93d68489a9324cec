// A simulated cluster behind the interface of a server: the same at all times, whatever was asked before, and honest about it.
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { loadCatalog } from '../../../../server/src/catalog/lookup';
import type { RangeSeries } from '../../../../server/src/datasource/datasource';
import { pointsOf } from '../../../../server/src/datasource/samples';
import { createScenarios, lastShown } from '../../../../server/src/datasource/simulated/scenarios';
import { createSimulatedSource, type SimulatedSource } from '../../../../server/src/datasource/simulated/source';
import { dialect } from '../../../../server/src/promql/dialect';
import { generate, generatedFile } from '../../../../tools/gen-scenarios';

const catalog = loadCatalog();
const scenarios = createScenarios();
const noon = Date.parse('2026-03-02T12:00:00Z');
const hour = 3_600_000;

function source(name: string): SimulatedSource {
  const found = createSimulatedSource(scenarios, name, { knowledge: catalog, dialect: dialect('3.16') });
  assert.ok(typeof found !== 'string', String(found));
  return found;
}

async function range(
  name: string,
  expr: string,
  start: number,
  end: number,
  step: number,
): Promise<readonly RangeSeries[]> {
  const answer = await source(name).queryRange(expr, start, end, step);
  assert.ok(answer.ok, answer.ok ? '' : answer.error.message);
  return answer.data.series;
}

describe('the simulated data source', () => {
  it('has the committed scenarios', () => {
    const { text, problems } = generate();
    assert.deepEqual(problems, []);
    assert.equal(readFileSync(generatedFile, 'utf8'), text, 'run npm run gen');
  });

  it('names the scenario and says with every answer that it is simulated', async () => {
    const asked = source('thermal-runaway');
    assert.match(asked.name, /^Simulated: /);
    for (const answer of [
      await asked.query('up', noon),
      await asked.queryRange('up', noon - hour, noon, 60_000),
      await asked.buildInfo(),
      await asked.externalLabels(),
      await asked.externalUrl(),
    ]) {
      assert.ok(answer.ok);
      assert.ok(answer.infos.some(info => info.includes('simulated')));
    }
  });

  it('gives the labels that dcgm-exporter writes', async () => {
    const answer = await source('healthy-month').query('DCGM_FI_DEV_GPU_TEMP', noon);
    assert.ok(answer.ok && answer.data.type === 'vector');
    assert.equal(answer.data.total, 64);
    const [first] = answer.data.samples;
    const names = ['UUID', 'device', 'gpu', 'modelName', 'pci_bus_id', 'Hostname', 'exported_pod', 'instance', 'job'];
    for (const label of names) assert.ok(first!.labels[label], label);
    assert.equal(new Set(answer.data.samples.map(({ labels }) => labels.UUID)).size, 64);
    for (const { v } of answer.data.samples) assert.ok(v > 30 && v < 80 && Number.isInteger(v), String(v));
  });

  it('takes a target away with its `up`, and a device without it', async () => {
    const count = async (expr: string, at: string): Promise<number | undefined> => {
      const name = expr.includes('ml-exporter') ? 'exporter-death' : 'xid-79';
      const answer = await source(name).query(expr, Date.parse(`2026-03-02T${at}Z`));
      assert.ok(answer.ok && answer.data.type === 'vector');
      return answer.data.samples[0]?.v;
    };
    assert.equal(await count('up{job="ml-exporter"}', '09:30:00'), 0);
    assert.equal(await count('absent(up{job="ml-exporter"})', '09:50:00'), 1);
    assert.equal(await count('up{job="ml-exporter"}', '10:02:00'), 1);
    assert.equal(await count('count(up{job="dcgm-exporter"} == 1)', '10:30:00'), 8);
  });

  it('keeps a fault at its time of the day, within the last day', () => {
    const whole = scenarios.get('thermal-runaway');
    assert.ok(typeof whole !== 'string');
    assert.equal(new Date(lastShown(whole, noon)).toISOString(), '2026-03-01T14:15:00.000Z');
    assert.equal(new Date(lastShown(whole, noon + 3 * hour)).toISOString(), '2026-03-02T14:15:00.000Z');
    const long = scenarios.get('accuracy-drift');
    assert.ok(typeof long !== 'string');
    assert.equal(new Date(lastShown(long, noon)).toISOString(), '2026-03-02T12:00:00.000Z');
  });

  it('gives the same sample whatever the window', async () => {
    for (const expr of ['DCGM_FI_DEV_GPU_TEMP{gpu="3"}', 'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="3"}']) {
      const short = await range('thermal-runaway', expr, noon, noon + hour, 60_000);
      const long = await range('thermal-runaway', expr, noon - 30 * hour, noon + 2 * hour, 60_000);
      for (const series of short) {
        const other = long.find(({ labels }) => labels.UUID === series.labels.UUID)!;
        const values = new Map(pointsOf(other).map(({ t, v }) => [t, v]));
        assert.ok(series.times.length > 50);
        for (const { t, v } of pointsOf(series)) assert.equal(v, values.get(t));
      }
    }
  });

  it('counts without ever going back, at the rate that it says', async () => {
    const rates = await range(
      'healthy-month',
      'rate(DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION[5m]) / 1000',
      noon - 48 * hour,
      noon,
      600_000,
    );
    assert.equal(rates.length, 64);
    for (const { values } of rates) for (const v of values) assert.ok(v > 200 && v < 720, String(v));
    assert.deepEqual(
      await range('healthy-month', 'resets(DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION[1d]) > 0', noon, noon, 1),
      [],
    );
  });

  it('gives a histogram’s own name native histograms, which agree with the classic buckets to the last observation', async () => {
    const ask = async (expr: string): Promise<readonly (readonly [string, number])[]> => {
      const answer = await source('kv-cache-saturation').query(expr, noon - hour);
      assert.ok(answer.ok && answer.data.type === 'vector');
      assert.deepEqual(answer.warnings, []);
      return answer.data.samples.map(({ labels, v }) => [labels.instance ?? '', v] as const);
    };
    const [classic, native, name] = ['ttft_bucket[5m]', 'ttft[5m]', 'ttft{instance="vllm-1:8000"}'].map(one =>
      one.replace('ttft', 'vllm:time_to_first_token_seconds'),
    );
    const quantiles = await ask(`histogram_quantile(0.9, rate(${classic}))`);
    assert.equal(quantiles.length, 8);
    for (const [i, [instance, value]] of (await ask(`histogram_quantile(0.9, rate(${native}))`)).entries()) {
      assert.equal(instance, quantiles[i]![0]);
      assert.ok(Math.abs(value / quantiles[i]![1] - 1) < 1e-9, `${value}`);
    }
    assert.deepEqual(await ask(`histogram_count(${name})`), await ask(name!.replace('seconds{', 'seconds_count{')));
    assert.deepEqual(await ask(`resets(${native!.replace('5m', '1d')}) > 0`), []);
    const answer = await source('healthy-month').query(name!, noon);
    assert.ok(answer.ok && answer.data.type === 'vector');
    const { v, histogram } = answer.data.samples[0]!;
    assert.ok(Number.isNaN(v) && histogram && histogram.count > 0 && histogram.sum > 0);
  });

  it('writes the code of an XID into the labels, where it is another series', async () => {
    const at = Date.parse('2026-03-02T10:30:00Z');
    const answer = await source('xid-79').query('DCGM_FI_DEV_XID_ERRORS > 0', at);
    assert.ok(answer.ok && answer.data.type === 'vector');
    assert.equal(answer.data.total, 1);
    const { err_code, err_msg } = answer.data.samples[0]!.labels;
    assert.deepEqual({ err_code, err_msg }, { err_code: '79', err_msg: 'GPU has fallen off the bus' });
    const temperatures = await source('xid-79').query('count(DCGM_FI_DEV_GPU_TEMP)', at);
    assert.ok(temperatures.ok && temperatures.data.type === 'vector' && temperatures.data.samples[0]!.v === 63);
  });

  it('answers a broken expression as a server does, and an unknown scenario in words', async () => {
    const answer = await source('healthy-month').query('sum(', noon);
    assert.ok(!answer.ok && answer.error.kind === 'bad-query' && answer.error.position);
    const unknown = createSimulatedSource(scenarios, 'nothing', { knowledge: catalog, dialect: dialect('3.16') });
    assert.match(String(unknown), /There is no scenario `nothing`/);
  });
});
