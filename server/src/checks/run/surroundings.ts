// Findings that the files around a document or its place take back: a patch is no whole object, rules among vmalert's are
// vmalert's, and Helm fills in its templates alone.
// Layer: checks.

import type { Surroundings } from '../../analysis/workspaceFacts';
import type { SourceDocument } from '../../model/document';
import { folderOf } from '../../text/paths';
import type { YamlNode } from '../../yaml/node';
import { get, getScalar } from '../../yaml/path';
import type { Finding } from '../finding';

/** What is known of a document by what stands around it. */
export interface ReadBy {
  /** It is merged into an object that stands elsewhere, or may be. */
  readonly isPatch: boolean;
  /** Rules beside it are for vmalert alone. */
  readonly isForVmalert: boolean;
  /** A kustomization takes it as it is. */
  readonly isKustomized: boolean;
  /** It stands in folders none of which is the one that Helm fills in. */
  readonly isOutsideTemplates: boolean;
  /** The namespaces whose AlertmanagerConfig objects get alerts of others, too. */
  readonly openTo?: 'all' | readonly string[];
}

/** How a file is read. */
export function readBy(file: string, { patches, kustomized, vmalertFolders, strategies }: Surroundings): ReadBy {
  const isPatch = patches.has(file) || isAssertion(file);
  const isForVmalert = vmalertFolders.has(folderOf(file));
  const isOutsideTemplates = /[/\\]/.test(file) && !/(?:^|[/\\])templates[/\\]/.test(file);
  const known = { isPatch, isForVmalert, isKustomized: kustomized.has(file), isOutsideTemplates };
  return strategies.length === 0 ? known : { ...known, openTo: openNamespaces(strategies) };
}

/** What tests of KUTTL and Chainsaw compare objects with: a part of them, in which keys may be expressions (`~.rules`, `(length(x))`). */
const assertion = /^(?:assert|\d{1,4}-errors?)\b.*\.ya?ml$/;

function isAssertion(file: string): boolean {
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
  return assertion.test(name) || assertion.test(name.slice(name.lastIndexOf('-assert') + 1));
}

/** Of several Alertmanagers it is not known which one takes an object. */
function openNamespaces(strategies: Surroundings['strategies']): 'all' | readonly string[] {
  if (strategies.some(({ type }) => type === 'None')) return 'all';
  const excepted = strategies.filter(({ type }) => type === 'OnNamespaceExceptForAlertmanagerNamespace');
  return excepted.some(({ namespace }) => namespace === undefined) ? 'all' : excepted.map(one => one.namespace!);
}

/** The findings that hold for a document where it stands. */
export function inSurroundings(
  findings: readonly Finding[],
  { roots, text }: SourceDocument,
  { isPatch, isForVmalert, isKustomized, isOutsideTemplates, openTo = [] }: ReadBy,
): readonly Finding[] {
  const isMissingElsewhere =
    roots.some(root => root.isPatch) ||
    (isPatch && roots.some(({ kind }) => kind === 'prometheus-rule' || kind === 'alertmanager-config'));
  const isVmalert = isForVmalert && roots.some(({ kind, holder }) => kind === 'rules' && holder === undefined);
  const isOpen =
    openTo === 'all' || (openTo.length > 0 && roots.some(root => openTo.includes(namespaceOf(root.node) ?? '')));
  // Rules that a chart reads with `.Files` are filled in by whoever reads them, and nobody does what a kustomization takes; any other
  // object with Helm's signs is a template.
  const isFilledElsewhere =
    isKustomized || (isOutsideTemplates && !roots.some(({ kind }) => kind === 'prometheus-rule'));
  if (!isMissingElsewhere && !isVmalert && !isOpen && !isFilledElsewhere) return findings;
  return findings.filter(({ check, severity, from, to }) => {
    if (isFilledElsewhere && check === 'template/unescaped-for-helm') return false;
    if (isOpen && check === 'routing/foreign-namespace') return false;
    if (isMissingElsewhere && MISSING.test(check)) return false;
    if (isPatch && /^["']?(?:~|\()/.test(text.slice(from, to))) return false;
    // Kustomize reads these words as text, and writes them in quotes.
    if (isMissingElsewhere && /\/wrong-type$/.test(check) && /^(?:y|n|yes|no|on|off)$/i.test(text.slice(from, to)))
      return false;
    if (isVmalert && OTHERWISE_IN_VMALERT.has(check)) return false;
    return !(isVmalert && severity === 'error' && /^(?:promql|template|rules)\//.test(check));
  });
}

function namespaceOf(node: YamlNode | undefined): string | undefined {
  return getScalar(get(node, 'metadata'), 'namespace')?.value;
}

/** vmalert reads all documents of a file, and its functions over ranges take the sample before the range, too. */
const OTHERWISE_IN_VMALERT: ReadonlySet<string> = new Set([
  'rules/unread-document',
  'promql/short-range',
  'rules/window-below-interval',
]);

/** What says that something is not there. */
const MISSING =
  /\/(?:missing-field|undefined-receiver|undefined-interval|root-route|no-rules|unused-receiver|unused-interval|empty-receiver|continue-without-effect)$/;
