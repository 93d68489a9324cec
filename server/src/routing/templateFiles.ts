// The texts of the notification templates that a configuration is loaded with, in the order in which they are. Layer: routing.
import { loading, mayLoad, templateTexts } from '../analysis/templateFacts';
import type { WorkspaceFacts } from '../analysis/workspaceFacts';
import type { AlertmanagerFile } from '../model/alertmanager';
import type { SourceDocument } from '../model/document';
import type { TemplateReader } from '../model/templateFiles';
import { areAllBeside, isOwnFile, loadedBeside, templatePatterns } from '../model/templatesOf';
import type { NamedText } from '../template/notification';
import { baseName } from '../text/paths';

export interface LoadedTemplates {
  readonly texts: readonly NamedText[];
  /** Whether these are certainly all. */
  readonly complete: boolean;
}

/**
 * `read` opens files beside `file`, where somebody can. Where these are not all, `apart` gives what else in the workspace it may
 * be loaded with.
 */
export function templatesOf(
  base: AlertmanagerFile | undefined,
  file: string,
  read: TemplateReader | undefined,
  apart: (base: AlertmanagerFile) => readonly NamedText[] = () => [],
): LoadedTemplates {
  const found = templatesNear(base, file, read);
  if (found.complete || !base) return found;
  const names = new Set(found.texts.map(({ name }) => name));
  return { texts: [...found.texts, ...apart(base).filter(({ name }) => !names.has(name))], complete: false };
}

/** The texts in other objects that a configuration may be loaded with; of those that define the same name nobody knows which. */
export function textsApart(
  base: AlertmanagerFile,
  workspace: WorkspaceFacts,
  open: (file: string) => Pick<SourceDocument, 'roots'> | undefined,
): readonly NamedText[] {
  const how = loading(base);
  const candidates = [...templateTexts(workspace)].filter(({ text }) => mayLoad(how, text));
  const counts = new Map<string, number>();
  for (const { text } of candidates) for (const { name } of text.defines) counts.set(name, (counts.get(name) ?? 0) + 1);
  return candidates.flatMap(({ file, text: { name, root, defines } }) => {
    if (defines.some(one => counts.get(one.name)! > 1)) return [];
    const found = open(file)?.roots[root]?.texts?.find(one => one.name === name);
    return found ? [{ name, text: found.text }] : [];
  });
}

function templatesNear(
  base: AlertmanagerFile | undefined,
  file: string,
  read: TemplateReader | undefined,
): LoadedTemplates {
  if (!base) return { texts: [], complete: true };
  const beside = base.root.templatesBeside;
  if (beside) {
    const texts = loadedBeside(base, beside).map(({ name, text }) => ({ name, text }));
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
