// What a YAML key may hold, as data: validation, completion and hover of keys all read the same tables.
// Layer: model (knows nothing of YAML text).

/** The kinds of documents that have key tables. */
export type SchemaKind =
  | 'catalog'
  | 'scenario'
  | 'rules'
  | 'prometheus-rule'
  | 'alertmanager'
  | 'alertmanager-config'
  | 'unit-test';

/** What a string means beyond being text; decides how it is checked and what completes in it. */
export type Format =
  | 'duration' // Prometheus: 1d12h, 30s, 0
  | 'optional-duration' // the same, or empty (operator objects)
  | 'go-duration' // Go: 1.5h, 100us, no days; a bare number counts nanoseconds
  | 'go-text-duration' // the same as text: a bare number is refused
  | 'promql'
  | 'rule-template' // Go template with Prometheus' functions
  | 'notification-template' // Go template with Alertmanager's functions
  | 'label-name'
  | 'metric-name'
  | 'matcher' // one string of an Alertmanager `matchers` list
  | 'regex' // RE2, anchored by the reader
  | 'url'
  | 'secret-url'
  | 'template-url'
  | 'proxy-url'
  | 'host-port'
  | 'secret'
  | 'file'
  | 'glob'
  | 'receiver' // names a receiver of the same file
  | 'interval' // names a time interval of the same file
  | 'tls-version'
  | 'weekday-range'
  | 'month-range'
  | 'day-range'
  | 'year-range'
  | 'clock'
  | 'location';

export interface ScalarSchema {
  readonly kind: 'string' | 'bool' | 'int' | 'uint' | 'number' | 'any' | 'int-or-string';
  readonly format?: Format;
  /** All values it may have; matched exactly unless `anyCase` is set. */
  readonly values?: readonly string[];
  readonly anyCase?: boolean;
  /** Values worth offering where others are allowed, too. */
  readonly suggestions?: readonly string[];
  /** CRD: the text must match; the source of a JavaScript regular expression without anchors of its own. */
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
}

export interface ListSchema {
  readonly kind: 'list';
  readonly item: SchemaType;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** CRD list of type map: no two items with equal values of these keys. */
  readonly uniqueBy?: readonly string[];
  /** CRD list of type set: no two equal items. */
  readonly unique?: boolean;
}

/** A mapping with keys of the user's choice. */
export interface MapSchema {
  readonly kind: 'map';
  readonly value: SchemaType;
  readonly keyFormat?: 'label-name';
}

/** A mapping with a fixed set of keys. */
export interface ObjectSchema {
  readonly kind: 'object';
  /** Name for messages and for rules tied to this object (`route`, `http_config`, `slack`). */
  readonly name: string;
  readonly keys: readonly KeyInfo[];
  /** Further keys are kept (CRD: `x-kubernetes-preserve-unknown-fields`). */
  readonly open?: boolean;
}

/** One of several shapes, told apart by the kind of the YAML node (a string or a mapping). */
export interface EitherSchema {
  readonly kind: 'either';
  readonly of: readonly SchemaType[];
}

export type SchemaType = ScalarSchema | ListSchema | MapSchema | ObjectSchema | EitherSchema;

export interface KeyInfo {
  readonly name: string;
  readonly type: SchemaType;
  /** One sentence for hover and completion. */
  readonly doc: string;
  /** The target refuses the object without it. */
  readonly required?: boolean;
  /** First version of the target that knows it; absent where every supported version does. */
  readonly since?: string;
  /** First version that no longer knows it. */
  readonly removedIn?: string;
  /** What to use instead; present only on deprecated keys. */
  readonly deprecated?: string;
  /** Value that holds when the key is left out, as it would be written. */
  readonly default?: string;
}
