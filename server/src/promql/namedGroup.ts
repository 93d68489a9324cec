// The form of a named group that Go's patterns know since Go 1.22 only. Layer: promql (pure text).

/** Whether a pattern holds `(?<name>…)`, which older Go refuses; what is escaped, quoted or in a class is no group. */
export function hasBareNamedGroup(pattern: string): boolean {
  let inClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i];
    if (char === '\\') {
      if (pattern[i + 1] === 'Q' && !inClass) {
        const end = pattern.indexOf('\\E', i);
        if (end < 0) return false;
        i = end;
      }
      i++;
    } else if (inClass) {
      if (char === '[' && pattern[i + 1] === ':') {
        const end = pattern.indexOf(':]', i + 2);
        if (end > 0) i = end + 1;
      } else inClass = char !== ']';
    } else if (char === '[') {
      inClass = true;
      // A bracket that comes first is a character of the class.
      if (pattern[i + 1] === '^') i++;
      if (pattern[i + 1] === ']') i++;
    } else if (char === '(' && /^\(\?<[A-Za-z_0-9]/.test(pattern.slice(i, i + 4))) return true;
  }
  return false;
}
