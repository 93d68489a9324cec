// What is known of a value of a template without running it: its Go type, the map that it is, the texts that it can be.
// Layer: template.
import type { Operand } from './ast';
import { ALERTMANAGER_DATA, elementOf, RULE_DATA } from './types';

/** Whose keys a map holds. `labels` are the series' own labels in a rule. */
export type MapSource =
  | 'labels'
  | 'externalLabels'
  | 'query'
  | 'groupLabels'
  | 'commonLabels'
  | 'commonAnnotations'
  | 'alertLabels'
  | 'alertAnnotations'
  | 'routeLabels';

/** A value of which little may be known; every field is optional knowledge. */
export interface StaticValue {
  /** Go type; `SAMPLE_VALUE` for the value of a series. */
  readonly type?: string;
  readonly source?: MapSource;
  /** The constant that the value is. */
  readonly literal?: Operand;
  /** All texts that it can be. */
  readonly oneOf?: readonly string[];
  /** The label or annotation whose text it is. */
  readonly of?: { readonly map: MapSource; readonly key: string };
}

/** Type of `$value` and of the value of a query's series: a float64, or a histogram where the series is one. */
export const SAMPLE_VALUE = 'float64 or histogram';

/** A value of which nothing is known. */
export const UNKNOWN: StaticValue = {};

/** A variable that the target sets. */
export function variableValue(name: string, type: string): StaticValue {
  if (name === '$labels') return { type, source: 'labels' };
  if (name === '$externalLabels') return { type, source: 'externalLabels' };
  return { type: name === '$value' ? SAMPLE_VALUE : type };
}

const SOURCES: Readonly<Record<string, MapSource>> = {
  [`${RULE_DATA}.Labels`]: 'labels',
  [`${RULE_DATA}.ExternalLabels`]: 'externalLabels',
  'template.sample.Labels': 'query',
  [`${ALERTMANAGER_DATA}.GroupLabels`]: 'groupLabels',
  [`${ALERTMANAGER_DATA}.CommonLabels`]: 'commonLabels',
  [`${ALERTMANAGER_DATA}.CommonAnnotations`]: 'commonAnnotations',
  [`${ALERTMANAGER_DATA}.RouteLabels`]: 'routeLabels',
  'template.Alert.Labels': 'alertLabels',
  'template.Alert.Annotations': 'alertAnnotations',
};

/** What an alert or a notification may be (alert.Status of Alertmanager). */
const STATUSES = ['firing', 'resolved'];

/** Functions that change a text's letters alone. */
export const CASES: Readonly<Record<string, ((text: string) => string) | undefined>> = {
  toUpper: text => text.toUpperCase(),
  toLower: text => text.toLowerCase(),
  title: text => text.charAt(0).toUpperCase() + text.slice(1),
};

/** A field or method of a type, by the member's own type. */
export function memberValue(owner: string, name: string, type: string): StaticValue {
  const base = owner === ALERTMANAGER_DATA ? owner : owner.replace(/^\*/, '');
  if (name === 'Value' && type === 'interface {}') return { type: SAMPLE_VALUE };
  if (name === 'Status' && type === 'string') return { type, oneOf: STATUSES };
  const source = SOURCES[`${base}.${name}`];
  return source ? { type, source } : { type };
}

/** An element of a list or map, of a map the one at `key`. */
export function elementValue({ type: whole, source }: StaticValue, key?: string): StaticValue {
  const type = whole === undefined ? undefined : elementOf(whole);
  if (type === undefined || type === 'interface {}') return UNKNOWN;
  return source && key !== undefined ? { type, of: { map: source, key } } : { type };
}

/** The type that a number has where nothing asks for another, as Go's constants do. */
export function numberType(text: string): string {
  if (text.endsWith('i')) return 'complex128';
  const hexInt = /^[+-]?0[xX]/.test(text) && !/[pP]/.test(text);
  return !hexInt && /[.eEpP]/.test(text) ? 'float64' : 'int';
}
