// The template files beside the configurations of a workspace, parsed. Layer: service.
import { createTemplateParser, type TemplateOpener } from '../checks/run/loadedTemplates';
import type { Workspace } from '../workspace/workspace';

type Parser = ReturnType<typeof createTemplateParser>;

/** Opens what configurations name: a parser for each of them, which keeps what it parsed last. */
export class TemplateOpeners {
  private readonly parsers = new WeakMap<Workspace, Map<string, Parser>>();

  /** The opener of a configuration; undefined where the workspace cannot open files. */
  of(workspace: Workspace, file: string): TemplateOpener | undefined {
    const { templates, config } = workspace;
    if (!templates) return undefined;
    const known = this.parsers.get(workspace) ?? new Map<string, Parser>();
    this.parsers.set(workspace, known);
    const parse = known.get(file) ?? createTemplateParser();
    known.set(file, parse);
    forgetGone(workspace, known);
    return patterns => parse(templates(file, patterns), config.alertmanager);
  }
}

/** Forgets the files that are gone, once there are more than the workspace has. */
export function forgetGone(workspace: Workspace, byFile: Map<string, unknown>): void {
  if (byFile.size <= workspace.size) return;
  for (const file of byFile.keys()) if (!workspace.document(file)) byFile.delete(file);
}
