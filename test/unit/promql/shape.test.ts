// Label flow as a table: what results carry, and who took a label away.
import assert from 'node:assert/strict';
import { parsePromql } from '../../../server/src/promql/parser';
import {
  type Branch,
  canCarry,
  LabelSet,
  type MetricLabels,
  metricsOf,
  noMetricLabels,
  type Shape,
  shapeOf,
  whyNot,
} from '../../../server/src/promql/shape';
import { everything } from './tree';

/** `gpu` is known by its labels, everything else is open. */
const ofGpu = LabelSet.of(new Set(['__name__', 'gpu', 'node', 'instance', 'job']));
const ofPods = LabelSet.of(new Set(['__name__', 'pod', 'node', 'instance', 'job']));
const known: MetricLabels = {
  carriedBy: metric => ({
    labels: metric === 'gpu' || metric === 'mem' ? ofGpu : metric === 'pods' ? ofPods : undefined,
    sure: LabelSet.empty,
  }),
};

function shape(text: string, metrics: MetricLabels = known): Shape {
  const { expr, problems } = parsePromql(text, everything);
  assert.deepEqual(problems, [], text);
  return shapeOf(expr, metrics);
}

/** `a! b …`: sure labels with `!`, possible ones plain, `…` for open, `=5` for a constant, `always`. The name is left out unless asked. */
function show(branch: Branch, withName = false): string {
  const labels = [...branch.possible].filter(label => withName || label !== '__name__').sort();
  const parts = labels.map(label => (branch.sure.has(label) ? `${label}!` : label));
  if (branch.open) parts.push('…');
  if (branch.constantValue !== undefined) parts.push(`=${branch.constantValue}`);
  if (branch.always) parts.push('always');
  return parts.join(' ');
}

describe('promql shape: labels', () => {
  const rows: readonly (readonly [text: string, ...branches: string[]])[] = [
    // Selectors: a matcher that rejects the empty string proves the label.
    ['gpu', 'gpu instance job node'],
    ['x', '…'],
    ['x{a="b"}', 'a! …'],
    ['x{a=~".+",b=~".*",c=~"|d",e!="",f!~".*",g!="h"}', 'a! e! f! …'],
    ['x{a=""}', '…'],
    ['gpu{gpu="0",extra="x"}', 'extra! gpu! instance job node'],
    ['{__name__=~"gpu|mem"}', 'gpu instance job node'],
    ['{__name__=~"gpu|x"}', 'gpu instance job node …'],
    ['{"gpu"}', 'gpu instance job node'],
    ['rate(gpu[5m])', 'gpu instance job node'],
    ['max_over_time(gpu[1h:5m])', 'gpu instance job node'],
    // Aggregations.
    ['sum(x)', ''],
    ['sum by (gpu, node) (gpu)', 'gpu node'],
    ['sum by (gpu) (gpu{gpu="0"})', 'gpu!'],
    ['sum by (a) (x)', 'a'],
    ['sum by (model) (gpu)', ''],
    ['sum without (gpu) (gpu)', 'instance job node'],
    ['sum without (gpu) (x)', '…'],
    ['sum by () (x)', ''],
    ['topk(5, gpu)', 'gpu instance job node'],
    ['bottomk by (node) (5, gpu)', 'gpu instance job node'],
    ['limitk(5, gpu)', 'gpu instance job node'],
    ['limit_ratio(0.1, gpu{gpu="1"})', 'gpu! instance job node'],
    ['quantile by (node) (0.9, gpu)', 'node'],
    ['count_values("version", x)', 'version!'],
    ['count_values by (node) ("version", gpu)', 'node version!'],
    ['count_values without (gpu) ("gpu", gpu)', 'instance job node'],
    ['sum by (gpu) (gpu or pods)', 'gpu'],
    ['sum by (node) (sum by (gpu) (gpu))', ''],
    // Functions.
    ['vector(5)', '=5 always'],
    ['time()', 'always'],
    ['pi()', '=3.141592653589793 always'],
    ['scalar(gpu)', 'always'],
    ['hour()', 'always'],
    ['hour(gpu)', 'gpu instance job node'],
    ['absent(x{a="b",c=~"d",e!="f",g=""})', 'a!'],
    ['absent(x{a="b",a!="c"})', ''],
    ['absent(sum(x{a="b"}))', ''],
    ['absent_over_time(x{a="b"}[5m])', 'a!'],
    ['absent((x{a="b"}))', 'a'],
    ['label_replace(gpu, "host", "$1", "instance", "(.*):.*")', 'gpu host instance job node'],
    ['label_replace(gpu, "host", "x", "instance", ".*")', 'gpu host! instance job node'],
    ['label_replace(gpu, "host", "$1", "gpu", "(.+)")', 'gpu host instance job node'],
    ['label_replace(gpu{gpu="0"}, "host", "$1", "gpu", "(.+)")', 'gpu! host! instance job node'],
    ['label_replace(gpu, "node", "", "node", ".*")', 'gpu instance job'],
    ['label_replace(gpu, "node", "", "node", "x.*")', 'gpu instance job node'],
    ['label_replace(sum(x), "a", "$1", "b", "(.+)")', ''],
    ['label_replace(sum(x), "a", "c", "b", "")', 'a!'],
    ['label_join(gpu, "id", "-", "gpu", "node")', 'gpu id! instance job node'],
    ['label_join(gpu, "id", "", "gpu", "node")', 'gpu id instance job node'],
    ['label_join(gpu{gpu="0"}, "id", "", "gpu")', 'gpu! id! instance job node'],
    ['label_join(sum(x), "id", "", "gpu")', ''],
    ['label_join(gpu, "node", "-")', 'gpu instance job'],
    ['histogram_quantile(0.9, x{le!=""})', '…'],
    ['histogram_quantile(0.9, sum by (le, gpu) (x))', 'gpu'],
    ['histogram_quantiles(sum by (le) (x), "q", 0.5)', 'q!'],
    ['info(sum by (job) (gpu))', 'job …'],
    ['info(gpu, {version=~".+"})', 'gpu instance job node version'],
    ['sort_desc(gpu)', 'gpu instance job node'],
    ['-gpu', 'gpu instance job node'],
    // With a scalar.
    ['gpu > 5', 'gpu instance job node'],
    ['5 < gpu', 'gpu instance job node'],
    ['gpu * time()', 'gpu instance job node'],
    // One to one.
    ['gpu / mem', 'gpu instance job node'],
    ['gpu / pods', 'instance job node'],
    ['gpu / on (node) pods', 'node'],
    ['gpu / on (node) pods{node="a"}', 'node!'],
    ['gpu / on (pod) pods', ''],
    ['gpu / on () pods', ''],
    ['gpu / ignoring (gpu) x', 'instance job node'],
    ['x / gpu', 'gpu instance job node'],
    ['x / y', '…'],
    ['sum by (a) (x) / sum by (b) (y)', ''],
    ['sum by (a, b) (x) / sum by (b) (y)', 'b'],
    ['sum(x) / y{job="a"}', ''],
    ['x / y{a="b"}', 'a! …'],
    ['gpu > mem', 'gpu instance job node'],
    // Many to one.
    ['gpu * on (node) group_left (pod) pods', 'gpu instance job node pod'],
    ['gpu * on (node) group_left (pod) pods{pod!="",node!=""}', 'gpu instance job node! pod!'],
    ['gpu{node="x"} * on (gpu) group_left (node) sum by (gpu) (mem)', 'gpu instance job'],
    ['sum by (node) (pods) * on (node) group_right (pod) gpu', 'gpu instance job node'],
    ['sum by (node, rack) (x) * on (node) group_right (rack) gpu', 'gpu instance job node rack'],
    ['gpu * ignoring (gpu) group_left () sum by (node) (x)', 'gpu node'],
    ['gpu * on (pod) group_left () pods', 'gpu instance job node'],
    // Sets.
    ['gpu and pods', 'instance job node'],
    ['gpu and on (node) pods{node="a"}', 'gpu instance job node!'],
    ['gpu unless pods', 'gpu instance job node'],
    ['gpu or pods', 'gpu instance job node', 'instance job node pod'],
    ['gpu > 1 or absent(x{a="b"})', 'gpu instance job node', 'a!'],
    ['gpu or vector(0)', 'gpu instance job node', '=0 always'],
    ['(gpu or pods) * 2', 'gpu instance job node', 'instance job node pod'],
    ['max(gpu or vector(0))', 'always'],
    // Fill: a series may come from one side alone.
    ['sum by (a) (x) + on (a) fill(0) sum by (a) (y{a="b"})', 'a'],
    // Constants.
    ['1 + 2 * 3', '=7 always'],
    ['vector(5) > 6', '=5'],
    ['vector(7) > 6', '=7 always'],
    ['vector(7) > bool 6', '=1 always'],
    ['vector(1) + vector(2)', '=3 always'],
    ['group(vector(0)) > 0', '=1 always'],
    ['count(vector(0))', '=1 always'],
    ['sum(gpu or vector(5))', 'always'],
    ['clamp_min(vector(0), 1)', 'always'],
    ['-vector(2)', '=-2 always'],
    ['abs(vector(-2))', 'always'],
  ];
  for (const [text, ...branches] of rows) {
    it(text, () =>
      assert.deepEqual(
        shape(text).branches.map(branch => show(branch)),
        branches,
      ),
    );
  }

  it('folds long chains', () => {
    const text = Array.from({ length: 1500 }, (_, i) => `x${i}`).join(' or ');
    assert.equal(shape(text).branches.length, 1500);
  });

  it('is open where something is missing', () => {
    for (const text of ['sum by (a) (', 'rate(', 'nope(x)', 'x > ', '']) {
      const { expr } = parsePromql(text, everything);
      assert.doesNotThrow(() => shapeOf(expr, known));
    }
    assert.equal(canCarry(shapeOf(parsePromql('sum by (a) (', everything).expr, known), 'a'), 'yes');
    assert.equal(canCarry(shapeOf(parsePromql('rate(', everything).expr, known), 'a'), 'unknown');
  });
});

describe('promql shape: the metric name', () => {
  const rows: readonly (readonly [text: string, keeps: boolean])[] = [
    ['gpu', true],
    ['gpu > 5', true],
    ['gpu > mem', true],
    ['gpu > bool 5', false],
    ['gpu > bool mem', false],
    ['gpu > on (gpu) mem', false],
    ['gpu > on (gpu, __name__) mem', true],
    ['gpu * 2', false],
    ['gpu </ 2', false],
    ['gpu + mem', false],
    ['gpu and mem', true],
    ['rate(gpu[5m])', false],
    ['last_over_time(gpu[5m])', true],
    ['abs(gpu)', false],
    ['sort(gpu)', true],
    ['label_replace(gpu, "a", "b", "", "")', true],
    ['-gpu', false],
    ['+gpu', true],
    ['sum(gpu)', false],
    ['sum by (__name__) (gpu)', true],
    ['sum without (gpu) (gpu)', false],
    ['topk(1, gpu)', true],
    ['gpu > on (node) group_left () sum by (node) (x)', true],
  ];
  for (const [text, keeps] of rows) {
    it(`${text} ${keeps ? 'keeps' : 'drops'} it`, () =>
      assert.equal(canCarry(shape(text), '__name__'), keeps ? 'yes' : 'no'));
  }
});

describe('promql shape: reasons', () => {
  /** The removed label, and the text of the part that removed it; undefined where the metric never had it. */
  const rows: readonly (readonly [text: string, label: string, by: string | undefined])[] = [
    ['sum by (gpu) (gpu)', 'node', 'by (gpu)'],
    ['sum(gpu)', 'node', 'sum'],
    ['sum(gpu) by (gpu)', 'node', 'by (gpu)'],
    ['sum without (node, job) (gpu)', 'node', 'node'],
    ['max by (gpu, node) (sum by (gpu) (gpu))', 'node', 'by (gpu)'],
    ['sum by (model) (gpu)', 'model', undefined],
    ['gpu', 'model', undefined],
    ['x{a=""}', 'a', 'a=""'],
    ['gpu / on (node) pods', 'gpu', 'on (node)'],
    ['gpu / ignoring (node) pods', 'node', 'node'],
    ['sum by (gpu, node) (gpu) / sum by (gpu) (mem)', 'node', 'by (gpu)'],
    ['x / sum by (gpu) (mem)', 'node', 'by (gpu)'],
    ['gpu * on (gpu) group_left (rack) sum by (gpu) (mem)', 'rack', 'by (gpu)'],
    ['absent(x{a="b"})', 'c', 'absent'],
    ['histogram_quantile(0.9, x)', 'le', 'histogram_quantile'],
    ['vector(1)', 'a', 'vector(1)'],
    ['label_replace(gpu, "node", "", "node", ".*")', 'node', 'label_replace(gpu, "node", "", "node", ".*")'],
    ['rate(gpu[5m])', '__name__', 'rate'],
    ['gpu * 2', '__name__', '*'],
  ];
  for (const [text, label, by] of rows) {
    it(`${label} in ${text}`, () => {
      const result = shape(text);
      assert.equal(canCarry(result, label), 'no');
      const span = whyNot(result, label);
      assert.equal(span && text.slice(span.from, span.to), by);
    });
  }

  it('says nothing where the label may be there', () => {
    assert.equal(whyNot(shape('sum by (a) (x) or y'), 'b'), undefined);
    assert.equal(canCarry(shape('sum by (a) (x) or y'), 'b'), 'unknown');
    assert.equal(canCarry(shape('sum by (a) (x) or gpu'), 'gpu'), 'yes');
    assert.equal(canCarry(shape('x', noMetricLabels), 'b'), 'unknown');
  });

  it('knows what every series carries', () => {
    const carriedBy = (text: string): readonly boolean[] => shape(text).branches.map(({ sure }) => sure.has('a'));
    assert.deepEqual(carriedBy('x{a="1"} or y{a="2"}'), [true, true]);
    assert.deepEqual(carriedBy('x{a="1"} or y'), [true, false]);
  });
});

describe('promql shape: metrics', () => {
  it('names the metrics of a branch', () => {
    assert.deepEqual(
      shape('rate(a[5m]) / on (x) b or c').branches.map(({ metrics }) => metrics),
      [['a', 'b'], ['c']],
    );
    assert.deepEqual(
      shape('sum(a or b)').branches.map(({ metrics }) => metrics),
      [['a', 'b']],
    );
  });

  it('lists every selector', () => {
    const found = metricsOf(parsePromql('a + {__name__="b"} + {__name__=~"c|d"} + {x="y"} + {"e.f"}', everything).expr);
    assert.deepEqual(
      found.map(({ names }) => names),
      [['a'], ['b'], ['c', 'd'], [], ['e.f']],
    );
  });
});
