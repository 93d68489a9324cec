// What this project says of a text, asked as the command line asks it: through the service, errors only.

import { type ConfigLayer, resolveConfig } from '../../server/src/config/config';
import type { OpenOptions } from '../../server/src/model/document';
import { createService } from '../../server/src/service';
import { decodeBytes } from '../../server/src/workspace/decode';

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
}

export function createJudge({ as, ...layer }: Target): Judge {
  const service = createService({
    onFailure: (id, error) => {
      throw new Error(`the check ${id} failed`, { cause: error });
    },
    today: () => '2026-01-01',
  });
  const config = resolveConfig([layer]);
  const ofText = (text: string): readonly OurError[] => {
    const workspace = service.workspace(config);
    workspace.put('file', service.open(text, undefined, { as }));
    const work = service.analyse(workspace, 'file');
    let step = work.next();
    while (!step.done) step = work.next();
    return step.value.filter(({ severity }) => severity === 'error');
  };
  return {
    text: ofText,
    bytes: bytes => {
      const { text, fault } = decodeBytes(bytes);
      return fault ? [{ check: 'yaml/encoding', message: fault, from: 0, to: 0 }] : ofText(text);
    },
  };
}
