// A constant that is worked out when it is first asked for: tables that few runs need cost the others no time at their start.
// Layer: text.

/** Gives what `make` gives, made at the first call. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
