// Options of checks: what a configuration may say to a check beside its severity, and how the check reads it. Layer: checks.

/** Texts of a list, one text, or yes and no. */
export type OptionType = 'texts' | 'text' | 'flag';

export interface OptionDeclaration {
  readonly type: OptionType;
  /** One sentence for the check's page. */
  readonly doc: string;
}

/** The options of a check by name. */
export type OptionTable = Readonly<Record<string, OptionDeclaration>>;

export type OptionValue = readonly string[] | string | boolean;

/** What a configuration says: by the check's id, then by the option's name. Read with the types that are declared. */
export type CheckOptions = Readonly<Record<string, Readonly<Record<string, OptionValue>>>>;

export const noOptions: CheckOptions = {};

type ValueOf<T extends OptionType> = T extends 'texts' ? readonly string[] : T extends 'text' ? string : boolean;

/** The options of one check; what nobody said is undefined. */
export function optionsOf<T extends OptionTable>(
  all: CheckOptions,
  id: string,
  _declared: T,
): { readonly [K in keyof T]?: ValueOf<T[K]['type']> } {
  // The configuration is read by the same declarations.
  return (all[id] ?? {}) as { readonly [K in keyof T]?: ValueOf<T[K]['type']> };
}
