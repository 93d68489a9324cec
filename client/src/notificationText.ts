// Texts that others wrote, fit for a notification of VS Code. Pure; no vscode here.

/** Notifications turn `[text](command:…)` into a link that runs the command; words of a server must not do that. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}
