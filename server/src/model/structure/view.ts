// One mapping as the checks of an object see it: which keys are set, to what, and where they stand. Layer: model.
import type { Span } from '../../text/span';
import type { YamlFlavor, YamlMap, YamlNode, YamlScalar } from '../../yaml/node';
import { follow } from '../../yaml/path';
import { scalarType } from '../../yaml/resolve';
import { type Fields, fieldsOf } from './fields';
import { spanOfKey } from './reader';
import { placeOf } from './report';
import { emptyMap, isEmptyValue, isNull, textOf } from './scalars';

export class View {
  readonly fields: Fields;

  constructor(
    readonly map: YamlMap,
    private readonly flavor: YamlFlavor,
    /** What the mapping hangs on, for mappings without keys of their own. */
    private readonly owner?: Span,
    /** The table's spelling of a key, for readers that do not look at letter case. */
    canonical?: (name: string) => string | undefined,
  ) {
    const fields = fieldsOf(map);
    this.fields = canonical ? new Map([...fields].map(([name, entry]) => [canonical(name) ?? name, entry])) : fields;
  }

  node(key: string): YamlNode | undefined {
    return this.fields.get(key)?.value;
  }

  /** Written and not null. */
  given(key: string): boolean {
    const value = follow(this.node(key));
    return value !== undefined && !(value.kind === 'scalar' && isNull(value, this.flavor));
  }

  /** Written with what is more than nothing to a pointer of the older go-yaml. */
  pointsTo(key: string): boolean {
    const value = this.scalar(key);
    return this.given(key) || (value !== undefined && isEmptyValue(value));
  }

  /** Written with a text that is not empty, or with a mapping or list. */
  set(key: string): boolean {
    const value = follow(this.node(key));
    if (value === undefined) return false;
    return value.kind !== 'scalar' || textOf(value, this.flavor) !== '';
  }

  text(key: string): string {
    return textOf(this.node(key), this.flavor);
  }

  scalar(key: string): YamlScalar | undefined {
    const value = follow(this.node(key));
    return value?.kind === 'scalar' ? value : undefined;
  }

  isTrue(key: string): boolean {
    const scalar = this.scalar(key);
    return scalar !== undefined && scalarType(scalar, 'v2') === 'bool' && /^(?:y|yes|on|true)$/i.test(scalar.value);
  }

  /** The key, or the mapping where it is not written. */
  keyAt(key: string): Span {
    const field = this.fields.get(key);
    return field ? spanOfKey(field.key) : this.at;
  }

  /** The value; its key where the value is not written or empty. */
  valueAt(key: string): Span {
    const field = this.fields.get(key);
    return field ? placeOf(field.value, spanOfKey(field.key)) : this.at;
  }

  /** The mapping itself: its first key. */
  get at(): Span {
    return placeOf(this.map, this.owner);
  }
}

/** As `viewOf`, of what Alertmanager reads; a null that is an empty value has no keys. */
export function viewOfEmpty(node: YamlNode | undefined): View | undefined {
  const scalar = follow(node);
  return scalar?.kind === 'scalar' && isEmptyValue(scalar) ? new View(emptyMap(scalar), 'v2') : undefined;
}

/** A view of a node that is (an alias of) a mapping; undefined for any other. */
export function viewOf(
  node: YamlNode | undefined,
  owner?: Span,
  canonical?: (name: string) => string | undefined,
): View | undefined {
  const map = follow(node);
  return map?.kind === 'map' ? new View(map, 'v2', owner, canonical) : undefined;
}
