// The compact form in which tables are generated from a Kubernetes CRD. Layer: model.

export type CrdType =
  | { readonly t: 'any' | 'bool' | 'int-or-string' }
  | {
      readonly t: 'string' | 'int' | 'number';
      readonly values?: readonly string[];
      /** Go's syntax. */
      readonly pattern?: string;
      readonly minLength?: number;
      readonly maxLength?: number;
      readonly min?: number;
      readonly max?: number;
    }
  | {
      readonly t: 'list';
      readonly of: CrdType;
      readonly minItems?: number;
      readonly maxItems?: number;
      /** Items are told apart by these keys. */
      readonly by?: readonly string[];
      /** No two items are equal. */
      readonly set?: boolean;
    }
  | { readonly t: 'map'; readonly of: CrdType }
  | CrdObject;

export interface CrdObject {
  readonly t: 'object';
  readonly required?: readonly string[];
  readonly keys: Readonly<Record<string, CrdType>>;
}
