// The files with notification templates that a configuration names: what whoever reads files gives to the core.
// Layer: model. Only for a configuration that is a file of its own: of others nobody knows where they will stand.

export interface TemplateFile {
  /** As findings name files: the path of the command line, the URI of the editor. */
  readonly file: string;
  /** As a person finds it from the configuration: `templates/slack.tmpl`. */
  readonly name: string;
  readonly text: string;
  /** Set where the pattern matches something that is no file: Alertmanager refuses to start. */
  readonly fault?: string;
}

/** What one pattern matches. */
export interface MatchedTemplates {
  readonly files: readonly TemplateFile[];
  /** Whether these are certainly all that Alertmanager will read by the pattern. */
  readonly complete: boolean;
}

/** Opens what the patterns of a configuration's `templates` match, a result a pattern; `file` is the configuration. */
export type TemplateReader = (file: string, patterns: readonly string[]) => readonly MatchedTemplates[];

/** What one pattern of file names matches. */
export interface MatchedFiles {
  /** As findings name files. */
  readonly files: readonly string[];
  /** Whether these are certainly all that there are: also that there are none. */
  readonly complete: boolean;
}

/** Looks for the files that patterns match beside `file`, without reading them; a result a pattern. */
export type FileFinder = (file: string, patterns: readonly string[]) => readonly MatchedFiles[];
