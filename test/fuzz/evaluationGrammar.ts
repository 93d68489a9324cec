// Random expressions that Prometheus can evaluate: every function and operator, over the metrics of `evaluationData.ts`.
import { aggregations, type FunctionInfo, functions } from '../../server/src/promql/functions';
import { metrics } from './evaluationData';
import type { Random } from './random';

/** What a target can be asked. */
export interface GrammarOptions {
  /** Functions that it knows. */
  readonly knows: (info: { readonly name: string }) => boolean;
  readonly native: boolean;
  /** Syntax of 3.x: `fill`, `anchored`, `</`, durations as numbers. */
  readonly modern: boolean;
}

/** An expression; instant vectors mostly. */
export function randomQuery(random: Random, options: GrammarOptions): string {
  return new Grammar(random, options).query();
}

const labels = ['job', 'instance', 'zone', 'le', '__name__', 'missing'];

class Grammar {
  private readonly byType: ReadonlyMap<string, readonly FunctionInfo[]>;

  constructor(
    private readonly r: Random,
    private readonly options: GrammarOptions,
  ) {
    const known = functions.filter(info => options.knows(info));
    this.byType = new Map(['vector', 'scalar'].map(type => [type, known.filter(info => info.returns === type)]));
  }

  query(): string {
    if (this.r.chance(3)) return this.scalar(2);
    return this.vector(1 + this.r.below(3));
  }

  private vector(depth: number): string {
    if (depth <= 0) return this.selector();
    switch (this.r.below(10)) {
      case 0:
      case 1:
        return this.aggregation(depth - 1);
      case 2:
      case 3:
        return this.binary(depth - 1);
      case 4:
        return this.r.chance(50) ? `-${this.atom(depth - 1)}` : `(${this.vector(depth - 1)})`;
      case 5:
        return this.selector();
      default:
        return this.call(this.r.pick(this.byType.get('vector')!), depth - 1);
    }
  }

  private atom(depth: number): string {
    return `(${this.vector(depth)})`;
  }

  private name(): string {
    const { r } = this;
    const native = this.options.native && r.chance(35);
    if (native) return r.pick([...metrics.natives, metrics.mixed]);
    return r.pick([
      ...metrics.counters,
      ...metrics.counters,
      ...metrics.gauges,
      ...metrics.gauges,
      metrics.buckets,
      'target_info',
      'nothing',
    ]);
  }

  private selector(): string {
    const { r } = this;
    const matchers = r.chance(35) ? `{${r.list(1, 2, () => this.matcher()).join(',')}}` : '';
    const name = r.chance(4)
      ? `{__name__=~"${r.pick(['requests_total|errors_total', 'temp.*|queue', '.*_total'])}"}`
      : `${this.name()}${matchers}`;
    return name + this.modifiers();
  }

  private matcher(): string {
    const { r } = this;
    const label = r.pick(['job', 'instance', 'zone']);
    return r.pick([
      `${label}="${r.pick(['a', 'b', '1', '2', 'x', ''])}"`,
      `${label}!="${r.pick(['a', '1', ''])}"`,
      `${label}=~"${r.pick(['a|b', '[12]', '.*', 'x?'])}"`,
      `${label}!~"${r.pick(['a', '.+', '1|x'])}"`,
    ]);
  }

  private modifiers(): string {
    const { r } = this;
    const offset = r.chance(8) ? ` offset ${r.pick(['1m', '-30s', '5m', '17s'])}` : '';
    const at = r.chance(6) ? ` @ ${r.pick(['300', 'start()', 'end()', '0', '612.5'])}` : '';
    return offset + at;
  }

  private range(depth: number): string {
    const { r } = this;
    const range = r.pick(['1m', '2m', '5m', '15s', '30s', '10m', '90s', '37s']);
    if (depth > 0 && r.chance(22)) {
      const inner = r.chance(60) ? this.selector() : `(${this.vector(depth - 1)})`;
      return `${/ (?:offset|@) /.test(inner) && !inner.startsWith('(') ? `(${inner})` : inner}[${range}:${r.pick(['', '30s', '1m', '45s'])}]${this.modifiers()}`;
    }
    const matchers = r.chance(30) ? `{${this.matcher()}}` : '';
    return `${this.name()}${matchers}[${range}]${this.modifiers()}`;
  }

  private scalar(depth: number): string {
    const { r } = this;
    if (depth <= 0 || r.chance(50))
      return r.pick(['0', '1', '2', '0.5', '-1', '10', '0.9', 'NaN', 'Inf', '1e3', 'time()', 'pi()', '300']);
    if (r.chance(30))
      return `(${this.scalar(depth - 1)} ${r.pick(['+', '-', '*', '/', '%', '^', '== bool', '> bool'])} ${this.scalar(depth - 1)})`;
    return this.call(r.pick(this.byType.get('scalar')!), depth - 1);
  }

  private aggregation(depth: number): string {
    const { r } = this;
    const info = r.pick(aggregations.filter(one => this.options.knows(one)));
    const grouping = r.chance(60)
      ? ` ${r.pick(['by', 'without'])} (${r.list(0, 2, () => r.pick(labels)).join(', ')})`
      : '';
    const varying = r.pick([
      'scalar(queue{job="a",instance="1"} > 0)',
      'scalar(queue{job="a",instance="2"} / 50)',
      '(time() / 400 - 1)',
      '(Inf * (time() - 500))',
    ]);
    const param =
      info.param === undefined
        ? ''
        : info.param.type === 'string'
          ? '"value", '
          : info.name === 'quantile'
            ? `${r.pick(['0.5', '0.9', '1', '0', '-1', '2', 'NaN', '0.33', varying])}, `
            : info.name === 'limit_ratio'
              ? `${r.pick(['0.5', '-0.5', '1', '0.2', '-2', '0', varying])}, `
              : `${r.pick(['1', '2', '3', '0', '-1', '5', varying])}, `;
    // The last digit of what `atan` and its like give hangs on the machine, and would become a label.
    const operand = info.name === 'count_values' ? this.selector() : this.vector(depth);
    return `${info.name}${grouping} (${param}${operand})`;
  }

  private binary(depth: number): string {
    const { r } = this;
    const arithmetic = ['+', '-', '*', '/', '%', '^', 'atan2'];
    const comparisons = ['==', '!=', '>', '<', '>=', '<='];
    if (r.chance(35)) {
      const op =
        this.options.modern && r.chance(8)
          ? r.pick(['</', '>/'])
          : r.pick([...arithmetic, ...comparisons.flatMap(one => [one, `${one} bool`])]);
      const scalar = this.scalar(1);
      return r.chance(60) || op.endsWith('/')
        ? `${this.atom(depth)} ${op} ${scalar}`
        : `${scalar} ${op} ${this.atom(depth)}`;
    }
    const left = this.atom(depth);
    const right = r.chance(30) ? left : this.atom(depth);
    const matching = r.chance(70)
      ? ` ${r.pick(['on', 'ignoring'])} (${r.list(0, 2, () => r.pick(labels)).join(', ')})`
      : '';
    if (r.chance(30)) return `${left} ${r.pick(['and', 'or', 'unless'])}${matching} ${right}`;
    const group =
      matching !== '' && r.chance(35)
        ? ` ${r.pick(['group_left', 'group_right'])} (${r.chance(40) ? r.pick(['zone', 'missing', 'instance'].filter(one => !matching.includes(one))) : ''})`
        : '';
    const fill =
      this.options.modern && r.chance(12)
        ? ` ${r.pick(['fill', 'fill_left', 'fill_right'])} (${r.pick(['0', '-1', 'NaN', '5'])})`
        : '';
    const op = r.pick([...arithmetic, ...comparisons, ...comparisons.map(one => `${one} bool`)]);
    return `${left} ${op}${matching}${group}${fill} ${right}`;
  }

  private call(info: FunctionInfo, depth: number): string {
    const { r } = this;
    const special = this.special(info.name, depth);
    if (special) return special;
    const args: string[] = [];
    for (const param of info.params) {
      if (param.optional && r.chance(50)) break;
      args.push(
        param.type === 'vector'
          ? this.vector(depth)
          : param.type === 'matrix'
            ? this.range(depth)
            : param.type === 'scalar'
              ? this.scalar(1)
              : JSON.stringify(r.pick(labels.slice(0, 3))),
      );
    }
    return `${info.name}(${args.join(', ')})`;
  }

  /** Native histograms as they are stored, and as functions leave them that do not drop empty buckets, or do. */
  private native(): string {
    const { r } = this;
    const name = r.pick([...metrics.natives]);
    return r.pick([
      name,
      `-${name}`,
      `${name} offset 1m`,
      `last_over_time(${name}[3m])`,
      `sum_over_time(${name}[2m])`,
      `(${name} </ 2)`,
      `rate(${name}[5m])`,
      `sum(rate(${name}[5m]))`,
    ]);
  }

  private special(name: string, depth: number): string | undefined {
    const { r } = this;
    switch (name) {
      case 'label_replace':
        return `label_replace(${this.vector(depth)}, "${r.pick(['job', 'new', '__name__', 'zone'])}", "${r.pick(['$1', 'x', '${1}y', '', '$0'])}", "${r.pick(['job', 'instance', 'missing', '__name__'])}", "${r.pick(['(.*)', '(a)', '.+', '', '(.)_?.*'])}")`;
      case 'label_join':
        return `label_join(${this.vector(depth)}, "${r.pick(['new', 'job', '__name__'])}", "${r.pick(['-', ''])}", "job", "instance")`;
      case 'histogram_quantile': {
        const q = r.pick(['0.5', '0.9', '0.99', '0', '1', '-1', '2', 'NaN', '(time() / 400 - 1)']);
        if (this.options.native && r.chance(50)) return `histogram_quantile(${q}, ${this.native()})`;
        return `histogram_quantile(${q}, ${r.pick(['latency_bucket', 'rate(latency_bucket[2m])', 'sum by (le) (rate(latency_bucket[5m]))', 'sum by (job, le) (latency_bucket)', this.vector(depth)])})`;
      }
      case 'histogram_quantiles':
        return `histogram_quantiles(${r.pick(['latency_bucket', this.native(), 'rate(latency_bucket[2m])'])}, "q", 0.5, ${r.pick(['0.9', '1', '2'])})`;
      case 'histogram_fraction':
        return `histogram_fraction(${r.pick(['0', '0.2', '-Inf', '1', '-0.3'])}, ${r.pick(['0.5', '2', 'Inf', '0', '0.001'])}, ${r.pick(['latency_bucket', this.native(), this.native(), 'rate(latency_bucket[2m])'])})`;
      case 'info':
        return `info(${r.pick([...metrics.counters, ...metrics.gauges])}${r.pick(['', ', {version=~".+"}', ', {__name__="build_info"}', ', {revision!=""}', ', {__name__=~".+_info", version="1"}'])})`;
      case 'double_exponential_smoothing':
      case 'holt_winters':
        return `${name}(${this.range(depth)}, ${r.pick(['0.5', '0.1', '0.9'])}, ${r.pick(['0.3', '0.9'])})`;
      case 'rate':
      case 'increase':
      case 'delta': {
        if (!this.options.modern || !r.chance(12)) return undefined;
        return `${name}(${this.name()}[${r.pick(['1m', '5m', '90s'])}] ${r.pick(['anchored', 'smoothed'])})`;
      }
      case 'quantile_over_time':
        return `quantile_over_time(${r.pick(['0.5', '0.9', '1', '0', '-1', '2', 'NaN', '(time() / 400 - 1)'])}, ${this.range(depth)})`;
      default:
        return undefined;
    }
  }
}
