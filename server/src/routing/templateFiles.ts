// The texts of the notification templates that a configuration is loaded with, in the order in which they are. Layer: routing.
import type { AlertmanagerFile } from '../model/alertmanager';
import type { TemplateReader } from '../model/templateFiles';
import { areAllBeside, baseName, isOwnFile, loadedBeside, templatePatterns } from '../model/templatesOf';
import type { NamedText } from '../template/notification';

export interface LoadedTemplates {
  readonly texts: readonly NamedText[];
  /** Whether these are certainly all. */
  readonly complete: boolean;
}

/** `read` opens files beside `file`, where somebody can. */
export function templatesOf(
  base: AlertmanagerFile | undefined,
  file: string,
  read: TemplateReader | undefined,
): LoadedTemplates {
  if (!base) return { texts: [], complete: true };
  const beside = base.root.templatesBeside;
  if (beside) {
    const texts = loadedBeside(base, beside).map(({ name, scalar }) => ({ name, text: scalar.value }));
    return { texts, complete: areAllBeside(base) };
  }
  const patterns = templatePatterns(base.node).map(({ value }) => value);
  if (patterns.length === 0) return { texts: [], complete: true };
  const matched = isOwnFile(base) ? read?.(file, patterns) : undefined;
  if (!matched) return { texts: [], complete: false };
  return {
    texts: matched.flatMap(({ files }) => files.map(({ name, text }) => ({ name: baseName(name), text }))),
    complete: matched.every(({ complete, files }) => complete && files.every(({ fault }) => fault === undefined)),
  };
}
