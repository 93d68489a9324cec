// File patterns as Go's filepath.Match reads them. Layer: model (pure text).

/** What is wrong with a pattern, as a sentence; undefined where Go takes it. */
export function globProblem(pattern: string): string | undefined {
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] === '\\' && ++i >= pattern.length)
      return 'The pattern ends in a backslash; write \\\\ for a backslash.';
    if (pattern[i] !== '[' || pattern[i - 1] === '\\') continue;
    const end = classEnd(pattern, i + 1);
    if (end === undefined) return 'The pattern has a `[` without its `]`, or an empty class; write \\[ for a bracket.';
    i = end;
  }
  return undefined;
}

/** Index of the `]` that closes the class that begins at `from`; undefined for a malformed one. */
function classEnd(pattern: string, from: number): number | undefined {
  let at = pattern[from] === '^' ? from + 1 : from;
  for (let ranges = 0; ; ranges++) {
    if (pattern[at] === ']' && ranges > 0) return at;
    const low = classMember(pattern, at);
    if (low === undefined) return undefined;
    at = low;
    if (pattern[at] === '-') {
      const high = classMember(pattern, at + 1);
      if (high === undefined) return undefined;
      at = high;
    }
  }
}

/** Index behind the member at `at`; something has to follow it. */
function classMember(pattern: string, at: number): number | undefined {
  const char = pattern[at];
  if (char === undefined || char === '-' || char === ']') return undefined;
  const next = char === '\\' ? at + 2 : at + (pattern.codePointAt(at)! > 0xffff ? 2 : 1);
  return next < pattern.length ? next : undefined;
}
