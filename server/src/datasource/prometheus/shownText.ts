// Texts made fit to be shown to a person: secrets out, one line, whole sentences. Layer: datasource.

/** The engine's own words, which Prometheus would write into a text that asks for the expression. */
export function said(text: string): { readonly said?: string } {
  return text === '' ? {} : { said: text.replace(/^invalid parameter "?query"?: /, '') };
}

/** Characters that cannot be seen, turn the writing direction or steer a terminal, as escapes. */
function escapeUnseen(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A text without the secrets. A shorter one would blank out ordinary words; no credential of use is that short. */
export function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => (secret.length >= 4 ? rest.split(secret).join('<redacted>') : rest), text);
}

/** A server's text made fit to be shown: secrets out, one line, at most 500 characters. */
export function clean(text: string, { secrets }: { readonly secrets: readonly string[] }): string {
  const result = escapeUnseen(redact(text, secrets).replace(/\s+/g, ' ').trim());
  return result.length > 500 ? `${result.slice(0, 500)}…` : result;
}

/** A text with a capital letter and a full stop. */
export function sentence(text: string): string {
  return ended(text.charAt(0).toUpperCase() + text.slice(1));
}

/** A text with a full stop. */
export function ended(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** A duration in words, to a tenth of a second. */
export function seconds(ms: number): string {
  const value = Math.round(ms / 100) / 10;
  return `${value} ${value === 1 ? 'second' : 'seconds'}`;
}
