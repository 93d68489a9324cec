// Typed access to one mapping of the catalogue's YAML, which notes every key that nobody asked for.
import type { MetricType } from '../../server/src/catalog/schema';

export type Values = Readonly<Record<string, unknown>>;

/** Reads the keys of a mapping; what has the wrong type or was never read becomes a problem. */
export class Reader {
  private readonly seen = new Set<string>();

  constructor(
    private readonly record: Values,
    readonly where: string,
    readonly problems: string[],
  ) {}

  /** A metric may be written short: `type [unit] - Help sentence.` */
  static ofMetric(entry: unknown, where: string, problems: string[]): Reader {
    if (typeof entry !== 'string') return new Reader((entry ?? {}) as Values, where, problems);
    const [, is, help] = /^(\S+(?: [^\s-]\S*)?)(?: - (.+))?$/.exec(entry) ?? [];
    if (!is) problems.push(`${where}: not of the form "type [unit] - Help."`);
    return new Reader({ is, help }, where, problems);
  }

  fail(problem: string): void {
    this.problems.push(problem);
  }

  has(key: string): boolean {
    return key in this.record;
  }

  any(key: string): unknown {
    this.seen.add(key);
    return this.record[key];
  }

  text(key: string): string {
    const value = this.optionalText(key);
    if (value === undefined) this.fail(`${this.where}: needs ${key}`);
    return value ?? '';
  }

  optionalText(key: string): string | undefined {
    return this.typed(key, 'string');
  }

  number(key: string): number | undefined {
    return this.typed(key, 'number');
  }

  flag(key: string): boolean | undefined {
    return this.typed(key, 'boolean');
  }

  /** Digits and dots, which compare as numbers. */
  version(key: string): string | undefined {
    const value = this.optionalText(key);
    if (value !== undefined && !/^\d+(?:\.\d+)*$/.test(value))
      this.fail(`${this.where}: ${key} must be a version, such as '4.6'`);
    return value;
  }

  oneOf<T extends string>(key: string, allowed: readonly T[]): T | undefined {
    const value = this.optionalText(key);
    if (value !== undefined && !allowed.includes(value as T)) {
      this.fail(`${this.where}: ${key} must be one of ${allowed.join(', ')}`);
    }
    return value as T | undefined;
  }

  list(key: string): readonly string[] | undefined;
  list(key: string, fallback: readonly string[]): readonly string[];
  list(key: string, fallback?: readonly string[]): readonly string[] | undefined {
    const value = this.any(key);
    if (value === undefined) return fallback;
    if (Array.isArray(value) && value.every(item => typeof item === 'string')) return value as readonly string[];
    this.fail(`${this.where}: ${key} must be a list of texts`);
    return fallback;
  }

  /** `[min, max]`, with null for an open end. */
  range(key: string): { readonly min?: number; readonly max?: number } | undefined {
    const value = this.any(key);
    if (value === undefined) return undefined;
    const [min, max] = Array.isArray(value) ? (value as (number | null)[]) : [];
    if (!Array.isArray(value) || value.length !== 2 || (min != null && max != null && min >= max)) {
      this.fail(`${this.where}: ${key} must be [min, max]`);
    }
    return { ...(min != null ? { min } : {}), ...(max != null ? { max } : {}) };
  }

  /** A mapping of names or numbers to texts. */
  texts(key: string): Readonly<Record<string, string>> | undefined {
    const value = this.any(key);
    if (value === undefined) return undefined;
    const entries = Object.entries(value as object);
    if (entries.some(([, text]) => typeof text !== 'string')) this.fail(`${this.where}: ${key} must map to texts`);
    return Object.fromEntries(entries) as Readonly<Record<string, string>>;
  }

  /** `[lowest, highest]`, both given. */
  span(key: string): readonly [number, number] | undefined {
    const value = this.any(key);
    if (value === undefined) return undefined;
    const [min, max] = Array.isArray(value) ? (value as readonly unknown[]) : [];
    if (typeof min !== 'number' || typeof max !== 'number' || min >= max) {
      this.fail(`${this.where}: ${key} must be [lowest, highest]`);
      return undefined;
    }
    return [min, max];
  }

  /** `family/part`. */
  role(key: string): { readonly family: string; readonly part: string } | undefined {
    const value = this.optionalText(key);
    if (value === undefined) return undefined;
    const [family, part, more] = value.split('/');
    if (!family || !part || more !== undefined) this.fail(`${this.where}: ${key} must be family/part`);
    return { family: family ?? '', part: part ?? '' };
  }

  values(key: string): Values | undefined {
    const value = this.any(key);
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.fail(`${this.where}: ${key} must be a mapping`);
      return {};
    }
    return value as Values;
  }

  map(key: string): readonly (readonly [string, unknown])[] {
    return Object.entries(this.values(key) ?? {});
  }

  records(key: string): readonly Values[] {
    const value = this.any(key);
    if (Array.isArray(value)) return value as readonly Values[];
    this.fail(`${this.where}: ${key} must be a list of mappings`);
    return [];
  }

  /** `is: type[?] [unit]`; the question mark says that the type was derived and not read. */
  typeAndUnit(
    where: string,
    types: readonly MetricType[],
    units: ReadonlySet<string>,
  ): { readonly type: MetricType; readonly unit?: string; readonly inferred: boolean } {
    const [written = '', unit, more] = this.text('is').split(' ');
    const inferred = written.endsWith('?');
    const type = (inferred ? written.slice(0, -1) : written) as MetricType;
    if (!types.includes(type)) this.fail(`${where}: ${written} is no type`);
    if (unit !== undefined && (!units.has(unit) || more !== undefined)) this.fail(`${where}: ${unit} is no known unit`);
    return { type: types.includes(type) ? type : 'unknown', ...(unit ? { unit } : {}), inferred };
  }

  /** Reports the keys that were never read. */
  finish(): void {
    for (const key of Object.keys(this.record)) {
      if (!this.seen.has(key)) this.fail(`${this.where}: unknown key ${key}`);
    }
  }

  private typed<T extends 'string' | 'number' | 'boolean'>(
    key: string,
    type: T,
  ): { string: string; number: number; boolean: boolean }[T] | undefined {
    const value = this.any(key);
    if (value === undefined) return undefined;
    // biome's typeof rule wants literals; the comparison with a parameter is the point here.
    const actual: string = typeof value;
    if (actual === type) return value as { string: string; number: number; boolean: boolean }[T];
    this.fail(`${this.where}: ${key} must be a ${type}`);
    return undefined;
  }
}
