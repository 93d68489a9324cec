// An error as the log of the editor shows it. Layer: lsp.

/** The stack of an error, where it has one. */
export function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
