// The named templates that roots of different documents share: what a configuration is loaded with stands in objects that are
// mounted beside it, in its own file or in others. Layer: features.

import type { CallingFact, TemplateFact } from '../analysis/facts';
import { loading, mayBeMounted, mayLoad, templateFacts, templateTexts } from '../analysis/templateFacts';
import type { SourceDocument } from '../model/document';
import { isAlertmanager, type Root } from '../model/root';
import type { Span } from '../text/span';
import type { Knowledge } from './knowledge';

/** Whether templates that a root defines or calls may be those of other documents. */
function sharesTemplates({ kind }: Root): boolean {
  return kind === 'templates' || isAlertmanager({ kind });
}

/** Texts with templates that may be loaded together with a root, those of its own document among them. */
export function textsWith(document: SourceDocument, root: Root, know: Knowledge): readonly SharedText[] {
  const own = know.fileOf(document);
  const others = [...templateTexts(know.workspace)].filter(({ file }) => file !== own);
  const here = document.roots.flatMap(templateFacts).map(text => ({ text }));
  const isWith = togetherWith(root, know);
  return [...here, ...others].filter(({ text }) => isWith(text));
}

/** A text with the document that it stands in; without one in the document itself. */
export interface SharedText {
  readonly file?: string;
  readonly text: TemplateFact;
}

/** Whether a root may be loaded together with one of the texts: by the same configuration, where there is one. */
export function isLoadedWith(root: Root, texts: readonly TemplateFact[], know: Knowledge): boolean {
  return sharesTemplates(root) && texts.some(togetherWith(root, know));
}

function togetherWith(root: Root, { analysis }: Knowledge): (text: TemplateFact) => boolean {
  if (root.kind !== 'templates') {
    const how: Omit<CallingFact, 'calls'> = loading(analysis.alertmanager(root));
    return text => mayLoad(how, text);
  }
  const { namespace, holder } = root;
  const by = holder ? 'chart' : 'configuration';
  return text =>
    Boolean(text.isInValues) === Boolean(holder) && mayBeMounted({ by, ...(namespace ? { namespace } : {}) }, text);
}

/** The names that a root may call because others define them. */
export function sharedNames(document: SourceDocument, root: Root, know: Knowledge): ReadonlySet<string> {
  return new Set(textsWith(document, root, know).flatMap(({ text }) => text.defines.map(({ name }) => name)));
}

/** Where other documents define a template that a root calls. */
export function definedInOthers(
  document: SourceDocument,
  root: Root,
  name: string,
  know: Knowledge,
): readonly { readonly file: string; readonly span: Span }[] {
  return textsWith(document, root, know).flatMap(({ file, text }) =>
    file === undefined ? [] : text.defines.flatMap(one => (one.name === name ? [{ file, span: one.at }] : [])),
  );
}
