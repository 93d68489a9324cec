// What the target's YAML reader refuses, as findings. Layer: checks.
import { outerSource } from '../../analysis/source';
import type { SourceDocument } from '../../model/document';
import type { Root } from '../../model/root';
import type { StructureOptions } from '../../model/structure/options';
import { structureCodes } from '../../model/structure/problem';
import { problemOptions } from '../check';
import type { Finding } from '../finding';
import { quotingFix } from '../quotingFix';
import { structureId, yamlSyntax } from '../told/ids';
import type { Collector } from './collector';
import { placeFindings } from './placing';
import { otherObjectProblems, syntaxProblems } from './structure';

const UNJUDGED =
  'The aliases of this document unfold to so much that nothing but its YAML is judged here; write the values out, or split the file.';

const UNJUDGED_DEPTH = 'What stands here is nested too deeply to be judged; write it flatter.';

/** Syntax problems of documents that hold nothing we know, where the target reads them all the same. */
export function addRootlessProblems(collector: Collector, document: SourceDocument, out: Finding[]): void {
  const source = outerSource(document.text);
  for (const problem of document.problems) {
    const { code, message } = problem;
    const id = structureCodes.some(one => one === code) ? structureId('prometheus-rule', code) : yamlSyntax;
    collector.add(id, 'error', { source, span: problem }, message, problemOptions(problem));
  }
  for (const problem of otherObjectProblems(document)) {
    const { code, message, severity } = problem;
    collector.add(
      structureId('prometheus-rule', code),
      severity,
      { source, span: problem },
      message,
      problemOptions(problem),
    );
  }
  placeFindings(collector.take(), { region: document.region, holes: [] }, 0, out);
}

export function addSyntaxProblems(collector: Collector, root: Root, structure: StructureOptions, out: Finding[]): void {
  const source = outerSource(root.region.text);
  for (const problem of syntaxProblems(root, structure)) {
    const options = { ...problemOptions(problem), ...quotingFix(source, problem.from) };
    collector.add(yamlSyntax, 'error', { source, span: problem }, problem.message, options);
  }
  const { unread, tooDeep, problems } = root.document;
  if (unread && problems.length === 0)
    collector.add('yaml/unjudged-aliases', 'info', { source, span: unread }, UNJUDGED);
  if (tooDeep && problems.length === 0)
    collector.add('yaml/unjudged-depth', 'info', { source, span: tooDeep }, UNJUDGED_DEPTH);
  placeFindings(collector.take(), root, 0, out);
}
