// What this project says of a text, asked as the command line asks it: through the service, errors only.
import { readFileSync } from 'node:fs';
import { type ConfigLayer, resolveConfig } from '../../server/src/config/config';
import { decodeBytes } from '../../server/src/files/decode';
import { openTemplateFiles } from '../../server/src/files/matchedFiles';
import type { OpenOptions } from '../../server/src/model/document';
import type { TemplateReader } from '../../server/src/model/templateFiles';
import { createService } from '../../server/src/service';

/** For whom a text is judged; the newest versions where left out. */
export interface Target extends Pick<ConfigLayer, 'prometheus' | 'alertmanager' | 'features'> {
  readonly as?: OpenOptions['as'];
}

/** An error of ours, in UTF-16 offsets of the text. */
export interface OurError {
  readonly check: string;
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

/** Gives the errors of texts and files for one target; a check that fails is thrown. */
export interface Judge {
  text(text: string): readonly OurError[];
  bytes(bytes: Uint8Array): readonly OurError[];
  /** A file with what it names beside it: the templates of an Alertmanager configuration. */
  file(path: string): readonly OurError[];
}

export function createJudge({ as, ...layer }: Target): Judge {
  const service = createService({
    onFailure: (id, error) => {
      throw new Error(`the check ${id} failed`, { cause: error });
    },
    today: () => '2026-01-01',
  });
  const config = resolveConfig([layer]);
  const ofText = (text: string, file?: string): readonly OurError[] => {
    const open = file === undefined ? undefined : readTemplates;
    const workspace = service.workspace(config, open ? { templates: open } : {});
    const name = file ?? 'file';
    workspace.put(name, service.open(text, undefined, { as }));
    finish(service.read(workspace, name));
    return finish(service.analyse(workspace, name)).filter(({ severity }) => severity === 'error');
  };
  const ofBytes = (bytes: Uint8Array, file?: string): readonly OurError[] => {
    const { text, fault } = decodeBytes(bytes);
    return fault ? [{ check: 'yaml/encoding', message: fault, from: 0, to: 0 }] : ofText(text, file);
  };
  return {
    text: text => ofText(text),
    bytes: bytes => ofBytes(bytes),
    file: path => ofBytes(readFileSync(path), path),
  };
}

const readTemplates: TemplateReader = (file, patterns) => openTemplateFiles(file, undefined, patterns);

function finish<T>(work: Generator<void, T>): T {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}
