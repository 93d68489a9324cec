// What documents say to each other of the templates of notifications: which texts define which, and which configurations load
// and call them. A configuration names files in folders of another machine; the objects that are mounted there stand elsewhere
// in its file or workspace. Layer: analysis.

import { globProblem, matchesGlob } from '../go/glob';
import type { AlertmanagerFile, Part, Receiver } from '../model/alertmanager';
import { placeSpan } from '../model/region';
import type { Root, TemplateText } from '../model/root';
import { templatePatterns } from '../model/templatesOf';
import { readingDot } from '../template/dotless';
import { alertmanagerTemplates } from '../template/env';
import { parseTemplate } from '../template/parser';
import { walk } from '../template/walk';
import { ownCopies } from '../text/ownCopy';
import { baseName } from '../text/paths';
import { sameList } from '../text/same';
import type { Span } from '../text/span';
import type { CallingFact, TemplateFact, TemplateFacts } from './facts';
import { outerSource, type Source, scalarSource, toOutermost } from './source';
import type { WorkspaceFacts } from './workspaceFacts';

/** The text of a template as a source in its region. */
export function sourceOfText({ text, region, scalar }: TemplateText): Source {
  return scalar ? scalarSource(scalar, outerSource(region.text)) : outerSource(text);
}

/** How a configuration finds its templates. */
export function loading({ root, node }: AlertmanagerFile): Omit<CallingFact, 'calls'> {
  const by = root.kind === 'alertmanager-config' ? 'object' : root.holder === 'chart' ? 'chart' : 'configuration';
  const patterns = templatePatterns(node).map(({ value }) => baseName(value));
  // The values of a chart are put on top of its own, which name files.
  const isSaid = by === 'configuration' || (by === 'chart' && patterns.length > 0);
  const { namespace } = root;
  return { by, ...(isSaid ? { patterns } : {}), ...(namespace ? { namespace } : {}) };
}

/** Reads what the receivers of a configuration call; of one that did not change that is known. */
export function createCallingReader(): (file: AlertmanagerFile) => CallingFact {
  const known = new WeakMap<object, readonly string[]>();
  const callsOf = ({ it, text, unit }: Part<Receiver>): readonly string[] => {
    const kept = known.get(unit ?? it);
    if (kept) return kept;
    const { from, to } = it.node;
    const calls = ownCopies(calledIn(text.slice(from, to)));
    known.set(unit ?? it, calls);
    return calls;
  };
  return file => ({ ...ownCopies(loading(file)), calls: [...new Set(file.receivers.flatMap(callsOf))] });
}

/** The names behind `template`, however the text around them is quoted. */
function calledIn(text: string): readonly string[] {
  if (!text.includes('template')) return [];
  return [...text.matchAll(CALL)].map(([, name]) => name!);
}

const CALL = /\btemplate[ \t]+\\?["`]([^"`\\\n]{1,200})/g;

/** Names are the same in all versions. */
const env = alertmanagerTemplates({ major: 0, minor: 34 });

/** What the templates of a root define and call. */
export function templateFacts(root: Root, number: number): readonly TemplateFact[] {
  return (root.texts ?? []).map(one => {
    const source = sourceOfText(one);
    const parsed = parseTemplate(one.text, env);
    const calls = new Set<string>();
    walk(parsed.nodes, node => {
      if (node.kind === 'template') calls.add(node.name);
      return true;
    });
    const at = (span: Span): Span => placeSpan(toOutermost({ source, span }).span, one.region);
    return {
      ...ownCopies({
        name: one.name,
        root: number,
        reading: [...readingDot(parsed)],
        calls: [...calls],
        ...(root.namespace ? { namespace: root.namespace } : {}),
      }),
      ...(root.holder ? { isInValues: true as const } : {}),
      defines: parsed.defines.map(({ name, nameSpan }) => ({ name, at: at(nameSpan) })),
    };
  });
}

/** Whether two readings say the same; places do not count. */
export function sameTemplates(a: TemplateFacts | undefined, b: TemplateFacts | undefined): boolean {
  if (a === b || !a || !b) return a === b;
  return (
    sameList(a.callers, b.callers, sameCaller) &&
    a.texts.length === b.texts.length &&
    (a.texts.length === 0 || JSON.stringify(withoutPlaces(a)) === JSON.stringify(withoutPlaces(b)))
  );
}

/** Of a configuration with thousands of receivers the names are many, and nearly always the same objects. */
function sameCaller(a: CallingFact, b: CallingFact): boolean {
  return (
    a.by === b.by &&
    a.namespace === b.namespace &&
    sameList(a.calls, b.calls, Object.is) &&
    sameList(a.patterns ?? [], b.patterns ?? [], Object.is) &&
    (a.patterns === undefined) === (b.patterns === undefined)
  );
}

function withoutPlaces({ texts }: TemplateFacts) {
  return texts.map(text => ({ ...text, defines: text.defines.map(({ name }) => name) }));
}

/** A text with the document that it stands in. */
export interface TextOfWorkspace {
  readonly file: string;
  readonly text: TemplateFact;
}

/** All texts with templates in a workspace. */
export function* templateTexts({ documents }: WorkspaceFacts): Generator<TextOfWorkspace, void> {
  for (const { file, templates } of documents) for (const text of templates?.texts ?? []) yield { file, text };
}

/** All that call templates in a workspace. */
export function templateCallers({ documents }: WorkspaceFacts): readonly CallingFact[] {
  return documents.flatMap(({ templates }) => templates?.callers ?? []);
}

/** Whether a text may stand in the folder of a configuration once both are mounted. */
export function mayBeMounted(
  { by, namespace }: Omit<CallingFact, 'calls'>,
  text: Pick<TemplateFact, 'isInValues' | 'namespace'>,
): boolean {
  // Configuration and templates of an object's receivers are another's.
  if (by === 'object') return true;
  if (text.isInValues) return by === 'chart';
  return namespace === undefined || text.namespace === undefined || namespace === text.namespace;
}

/** Whether a configuration loads a text that is mounted in one of its folders. */
export function mayLoad(caller: Omit<CallingFact, 'calls'>, text: TemplateFact): boolean {
  if (!mayBeMounted(caller, text)) return false;
  const { patterns } = caller;
  return patterns?.some(one => globProblem(one) === undefined && matchesGlob(one, text.name)) ?? true;
}
