// Reads the page of a check (`server/src/checks/<family>/<name>.md`): text for people and samples that tests run.
// Used by the fixture driver and by the generator of docs/checks; it knows nothing of the checks themselves.

export type SectionName = 'Bad' | 'Good' | 'Fix' | 'Cases';

/** A stretch of a line that a finding is expected at. */
export interface Mark {
  /** 0-based line and characters of the text without its marking lines; `to` is at most the line's length. */
  readonly line: number;
  readonly from: number;
  readonly to: number;
  /** What stands behind the carets: a part of the message. */
  readonly says: string;
}

export interface SampleFile {
  readonly name: string;
  /** Without the marking lines. */
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** One fence, or several with `file=` that follow each other: the files of one workspace. */
export interface Sample {
  readonly section: SectionName;
  /** 1-based line of the page where it begins. */
  readonly line: number;
  readonly files: readonly SampleFile[];
  /** Words of the info string: `prometheus=2.42`, `alertmanager=0.25`, `features=all`, `externalLabels=cluster,region`, `as=rules`. */
  readonly options: ReadonlyMap<string, string>;
}

export interface Page {
  /** Everything before the first section: why the pattern is bad. */
  readonly intro: string;
  readonly sections: ReadonlySet<SectionName>;
  readonly samples: readonly Sample[];
  /** The page without the section of cases. */
  readonly published: string;
}

const sectionNames: readonly SectionName[] = ['Bad', 'Good', 'Fix', 'Cases'];

/** Parses a page; throws with a line number where it is malformed, for it is source code of this project. */
export function parsePage(text: string): Page {
  const lines = text.split('\n');
  const intro: string[] = [];
  const published: string[] = [];
  const sections = new Set<SectionName>();
  const samples: Sample[] = [];
  let section: SectionName | undefined;
  let joins = false;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    const heading = /^## (.*)$/.exec(line);
    if (heading) {
      section = sectionNames.find(name => name === heading[1]);
      if (!section) throw new Error(`line ${i + 1}: unknown section ${JSON.stringify(heading[1])}`);
      if (sections.has(section)) throw new Error(`line ${i + 1}: section ${section} stands twice`);
      sections.add(section);
      joins = false;
    }
    if (section !== 'Cases') published.push(line);
    const fence = /^(```+)(\S*)\s*(.*)$/.exec(line);
    if (!fence) {
      if (section === undefined) intro.push(line);
      // Prose between two fences ends a workspace.
      else if (line.trim() !== '') joins = false;
      continue;
    }
    const close = lines.indexOf(fence[1]!, i + 1);
    if (close < 0) throw new Error(`line ${i + 1}: the fence is not closed`);
    const body = lines.slice(i + 1, close);
    if (section !== 'Cases') published.push(...body, fence[1]!);
    if (section === undefined) intro.push(...lines.slice(i, close + 1));
    else {
      const options = readOptions(fence[3]!, i + 1);
      const file = readFile(options.get('file') ?? `sample.${fence[2] || 'yaml'}`, body, i + 2);
      const last = samples.at(-1);
      if (joins && options.has('file') && last && !last.files.some(other => other.name === file.name)) {
        samples[samples.length - 1] = {
          ...last,
          files: [...last.files, file],
          options: new Map([...last.options, ...options]),
        };
      } else samples.push({ section, line: i + 1, files: [file], options });
      joins = options.has('file');
    }
    i = close;
  }
  return { intro: intro.join('\n').trim(), sections, samples, published: published.join('\n').trim() };
}

function readOptions(info: string, line: number): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const word of info.split(/\s+/).filter(Boolean)) {
    const [name, value] = [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)];
    if (!['file', 'prometheus', 'alertmanager', 'features', 'externalLabels', 'as'].includes(name)) {
      throw new Error(`line ${line}: unknown option ${JSON.stringify(word)}`);
    }
    options.set(name, value);
  }
  return options;
}

/** `#   ^^^^ text` below a line marks its characters; `#<^^` marks from the line's first character on. */
function readFile(name: string, body: readonly string[], firstLine: number): SampleFile {
  const kept: string[] = [];
  const marks: Mark[] = [];
  body.forEach((line, i) => {
    const mark = /^#(<?)(\s*)(\^+)\s*(.*)$/.exec(line);
    if (!mark || (mark[1] === '<' && mark[2] !== '')) {
      kept.push(line);
      return;
    }
    const above = kept.at(-1);
    if (above === undefined) throw new Error(`line ${firstLine + i}: a mark needs a line above it`);
    const carets = line.indexOf('^');
    const from = mark[1] === '<' ? 0 : carets;
    const to = carets + mark[3]!.length;
    if (to > above.length && !(from === 0 && above.length === 0)) {
      throw new Error(`line ${firstLine + i}: the mark reaches behind its line`);
    }
    marks.push({ line: kept.length - 1, from, to: Math.min(to, above.length), says: mark[4]! });
  });
  return { name, text: `${kept.join('\n')}\n`, marks };
}
