// The counters file of dcgm-exporter.
import assert from 'node:assert/strict';
import { countersCsv } from '../../../server/src/catalog/countersCsv';
import { loadCatalog } from '../../../server/src/catalog/lookup';

const text = `# Format: field, type, help
DCGM_FI_DEV_GPU_TEMP, gauge, GPU temperature (in C).
  DCGM_FI_DEV_XID_ERRORS ,gauge,  Value of the last XID, as a number.  \r
# DCGM_FI_DEV_FB_TOTAL, gauge, off
DCGM_FI_DRIVER_VERSION, label, Driver version
DCGM_FI_DEV_RETIRED_PENDING, counter, pages
DCGM_FI_MADE_UP, COUNTER
DCGM_FI_DEV_FB_USED, colour, no type
not a row
`;

describe('counters files', () => {
  it('gives the metrics with type, help and place', () => {
    const { metrics } = countersCsv(text, 'c.csv');
    assert.deepEqual(
      metrics.map(({ name, type, help, span, file }) => [
        name,
        type,
        help,
        text.slice(span.from, span.to) === name,
        file,
      ]),
      [
        ['DCGM_FI_DEV_GPU_TEMP', 'gauge', 'GPU temperature (in C).', true, 'c.csv'],
        ['DCGM_FI_DEV_XID_ERRORS', 'gauge', 'Value of the last XID, as a number.', true, 'c.csv'],
        ['DCGM_FI_DEV_RETIRED_PENDING', 'counter', 'pages', true, 'c.csv'],
        ['DCGM_FI_MADE_UP', 'counter', '', true, 'c.csv'],
      ],
    );
  });

  it('gives the label rows apart', () => {
    const { labels } = countersCsv(text, 'c.csv');
    assert.deepEqual(
      labels.map(({ name, from, to }) => [name, text.slice(from, to)]),
      [['DCGM_FI_DRIVER_VERSION', 'DCGM_FI_DRIVER_VERSION']],
    );
  });

  it('takes the rest from the catalogue', () => {
    const { metrics } = countersCsv(text, 'c.csv', loadCatalog());
    const [temperature, xid, pending, unknown] = metrics;
    assert.equal(temperature?.unit, 'celsius');
    assert.ok(temperature?.labels.some(label => label.name === 'UUID'));
    assert.equal(xid?.valueIs, 'code');
    assert.equal(pending?.type, 'gauge', 'a flag stays a flag, whatever it is declared');
    assert.deepEqual([unknown?.labels, unknown?.labelsComplete], [[], false]);
    const total = countersCsv('DCGM_FI_DEV_FB_TOTAL, gauge, on', 'c.csv', loadCatalog()).metrics[0];
    assert.equal(total?.typeInferred, undefined, 'the file says the type');
    assert.equal(total?.enabledByDefault, undefined);
  });
});
