// Findings that the files around a document take back: a patch is no whole object, and rules among vmalert's are vmalert's.
// Layer: checks.
import { folderOf, type Surroundings } from '../../analysis/facts';
import type { SourceDocument } from '../../model/document';
import type { Finding } from '../finding';

/** What is known of a document by what stands around it. */
export interface ReadBy {
  /** It is merged into an object that stands elsewhere, or may be. */
  readonly isPatch: boolean;
  /** Rules beside it are for vmalert alone. */
  readonly isForVmalert: boolean;
}

/** How a file is read. */
export function readBy(file: string, { patches, vmalertFolders }: Surroundings): ReadBy {
  return { isPatch: patches.has(file), isForVmalert: vmalertFolders.has(folderOf(file)) };
}

/** The findings that hold for a document where it stands. */
export function inSurroundings(
  findings: readonly Finding[],
  { roots, text }: SourceDocument,
  { isPatch, isForVmalert }: ReadBy,
): readonly Finding[] {
  const isMissingElsewhere =
    roots.some(root => root.isPatch) ||
    (isPatch && roots.some(({ kind }) => kind === 'prometheus-rule' || kind === 'alertmanager-config'));
  const isVmalert = isForVmalert && roots.some(({ kind, holder }) => kind === 'rules' && holder === undefined);
  if (!isMissingElsewhere && !isVmalert) return findings;
  return findings.filter(({ check, severity, from, to }) => {
    if (isMissingElsewhere && MISSING.test(check)) return false;
    // Kustomize reads these words as text, and writes them in quotes.
    if (isMissingElsewhere && /\/wrong-type$/.test(check) && /^(?:y|n|yes|no|on|off)$/i.test(text.slice(from, to)))
      return false;
    return !(isVmalert && severity === 'error' && /^(?:promql|template|rules)\//.test(check));
  });
}

/** What says that something is not there. */
const MISSING =
  /\/(?:missing-field|undefined-receiver|undefined-interval|root-route|no-rules|unused-receiver|unused-interval|empty-receiver|continue-without-effect)$/;
