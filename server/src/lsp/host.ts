// What the language server needs of the machine it runs on: files, time and turns. Node and browser entries differ only
// in what they give here. Layer: lsp.
import type { FileFinder, TemplateReader } from '../model/templateFiles';
import type { Turns } from './scheduler';

export interface FoundFile {
  readonly uri: string;
  /** `judge`: YAML and rules; `define`: exporter code and counters. */
  readonly use: 'judge' | 'define';
}

/** Without a reason where there is no such file. */
export type FileText =
  | { readonly text: string; readonly reason?: undefined }
  | { readonly text?: undefined; readonly reason?: string };

export interface Host extends Turns {
  /** Calls back after some milliseconds, unless the function that it gives is called before. */
  after(milliseconds: number, callback: () => void): () => void;
  /**
   * The decoded text of a file that lies in `folder` once links are followed (of a document by itself: in its own folder),
   * or why it is not read.
   */
  read(uri: string, folder: string): FileText;
  /** Files of a folder that belong to its workspace, one at a time; undefined after a while without one. */
  walk(folder: string, isExcluded: (relative: string, directory: boolean) => boolean): Iterable<FoundFile | undefined>;
  /** Whether a walk of a folder would give a file, there or not. */
  belongs(folder: string, uri: string, isExcluded: (relative: string, directory: boolean) => boolean): boolean;
  /** Whether a folder is there. */
  isFolder(uri: string): boolean;
  /** Opens the template files that a configuration names, all by URI, below its own folder or `folder`. */
  templates?(folder: string | undefined): TemplateReader;
  /** Looks for the files that patterns beside a file match, all by URI, below its own folder or `folder`. */
  filesBeside?(folder: string | undefined): FileFinder;
  /** What a file is to a workspace, by its name. */
  useOf(uri: string): FoundFile['use'] | undefined;
  /** How many characters of documents that are not open stay in memory for each folder; a usual number where left out. */
  readonly keptCharacters?: number;
  /** URI of the folder with the checks' pages in the package, where there is one. */
  readonly docs?: string;
  /** `YYYY-MM-DD`. */
  today(): string;
}
