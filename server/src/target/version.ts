// Versions of Prometheus and Alertmanager: patches change nothing that is judged. Layer: target.

export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** A version as tables write it: `3.14`. */
export function versionOf(text: string): Version {
  const [major, minor] = text.split('.');
  return { major: Number(major), minor: Number.parseInt(minor ?? '', 10) };
}

/** Whether `version` is `other` or newer. */
export function atLeast(version: Version, other: Version): boolean {
  return version.major !== other.major ? version.major > other.major : version.minor >= other.minor;
}

/** The same for a version as tables write it. */
export function isSince({ major, minor }: Version, version: string): boolean {
  // Digit by digit: asked some twenty times for every expression.
  let wanted = 0;
  let at = 0;
  for (; at < version.length && version.charCodeAt(at) !== 0x2e; at++) wanted = wanted * 10 + digit(version, at);
  if (major !== wanted) return major > wanted;
  wanted = 0;
  for (at++; at < version.length; at++) wanted = wanted * 10 + digit(version, at);
  return minor >= wanted;
}

function digit(text: string, at: number): number {
  return text.charCodeAt(at) - 0x30;
}
