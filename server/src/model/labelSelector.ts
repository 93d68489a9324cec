// Selectors of labels as Kubernetes reads them. Layer: model (pure).
import type { YamlNode } from '../yaml/node';
import { entries, follow, get, getScalar } from '../yaml/path';

/** A selector of labels as Kubernetes reads it: all conditions hold; none of them takes everything. */
export interface LabelSelector {
  readonly labels: Readonly<Record<string, string>>;
  readonly expressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}

/** null where nothing is written, undefined for what cannot be read. */
export function selectorOf(node: YamlNode | undefined): LabelSelector | null | undefined {
  const map = follow(node);
  if (!map || (map.kind === 'scalar' && /^(?:|null|~)$/.test(map.value))) return null;
  if (map.kind !== 'map') return undefined;
  const labels = get(map, 'matchLabels') ? textsOf(get(map, 'matchLabels')) : {};
  const list = follow(get(map, 'matchExpressions'));
  const expressions = (list?.kind === 'seq' ? list.items : []).map(item => {
    const [key, operator] = [getScalar(item, 'key')?.value, getScalar(item, 'operator')?.value];
    const values = follow(get(item, 'values'));
    const texts = (values?.kind === 'seq' ? values.items : []).map(one => {
      const scalar = follow(one);
      return scalar?.kind === 'scalar' ? scalar.value : undefined;
    });
    return key && operator && texts.every(text => text !== undefined) ? { key, operator, values: texts } : undefined;
  });
  if (!labels || expressions.some(one => one === undefined)) return undefined;
  const known = expressions.filter(one => one !== undefined);
  return JSON.stringify([labels, known]).includes('{{') ? undefined : { labels, expressions: known };
}

/** The texts of a map; undefined where some value is none. */
export function textsOf(node: YamlNode | undefined): Readonly<Record<string, string>> | undefined {
  const map = follow(node);
  if (map?.kind === 'scalar' && /^(?:|null|~)$/.test(map.value)) return {};
  if (map?.kind !== 'map') return undefined;
  const texts: Record<string, string> = {};
  for (const { name, value } of entries(map)) {
    const scalar = follow(value);
    if (scalar?.kind !== 'scalar') return undefined;
    texts[name] = scalar.value;
  }
  return texts;
}

/** Whether a selector takes labels; undefined for an operator that is not known. */
export function selects(
  { labels, expressions }: LabelSelector,
  of: Readonly<Record<string, string>>,
): boolean | undefined {
  if (Object.entries(labels).some(([name, value]) => of[name] !== value)) return false;
  for (const { key, operator, values } of expressions) {
    const value = Object.hasOwn(of, key) ? of[key] : undefined;
    switch (operator) {
      case 'In':
        if (value === undefined || !values.includes(value)) return false;
        break;
      case 'NotIn':
        if (value !== undefined && values.includes(value)) return false;
        break;
      case 'Exists':
        if (value === undefined) return false;
        break;
      case 'DoesNotExist':
        if (value !== undefined) return false;
        break;
      default:
        return undefined;
    }
  }
  return true;
}

/** A selector in few words: `prometheus: gpu`. */
export function selectorText({ labels, expressions }: LabelSelector): string {
  return [
    ...Object.entries(labels).map(([name, value]) => `${name}: ${value}`),
    ...expressions.map(({ key, operator, values }) =>
      operator === 'Exists' ? key : `${key} ${operator}${values.length > 0 ? ` ${values.join(', ')}` : ''}`,
    ),
  ].join(', ');
}
