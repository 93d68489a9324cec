// Files that are not open are read in slices as well: by the scan, when one changes and when an editor closes it.
import assert from 'node:assert/strict';
import { resolveConfig } from '../../../server/src/config/config';
import { createFolders, type Folder, type Folders } from '../../../server/src/lsp/folders';
import type { Host } from '../../../server/src/lsp/host';
import { createScheduler } from '../../../server/src/lsp/scheduler';
import { createService } from '../../../server/src/service';
import { generateRules } from '../../bench/generateRules';

const home = 'file:///home/work';
const large = `${home}/large.yaml`;

interface Reading {
  readonly files: Map<string, string>;
  readonly folders: Folders;
  readonly folder: Folder;
  /** How many folders were told to have read a file that was put off. */
  readonly told: () => number;
  /** Works until nothing is to be done; gives how many turns that took. */
  readonly settle: () => number;
}

function reading(): Reading {
  const files = new Map([[large, generateRules(600)]]);
  let pending: (() => void) | undefined;
  let clock = 0;
  let told = 0;
  // A turn is one slice.
  const turns = {
    later: (callback: () => void) => {
      pending = callback;
    },
    now: () => (clock += 10),
  };
  const host: Host = {
    ...turns,
    after: () => () => {},
    read: uri => {
      const text = files.get(uri);
      return text === undefined ? {} : { text };
    },
    *walk() {
      for (const uri of files.keys()) yield { uri, use: 'judge' };
    },
    belongs: () => true,
    isFolder: () => false,
    useOf: () => 'judge',
    today: () => '2026-01-01',
  };
  const fail = (error: unknown): never => {
    throw error;
  };
  const scheduler = createScheduler(turns, fail);
  const service = createService({ onFailure: (_, error) => fail(error) });
  const folders = createFolders({ service, host, scheduler, onRead: () => told++ });
  const folder = folders.add(home);
  folder.workspace.configure(resolveConfig([]));
  const settle = (): number => {
    let count = 0;
    for (let turn = pending; turn; turn = pending) {
      pending = undefined;
      turn();
      count++;
    }
    return count;
  };
  return { files, folders, folder, told: () => told, settle };
}

/** A file of 600 rules that is read in one go takes one slice. */
const many = 40;

describe('a long file that is not open', () => {
  it('is scanned in slices', () => {
    const { folders, folder } = reading();
    let slices = 0;
    for (const work = folders.scan(folder, () => false); !work.next().done; ) slices++;
    assert.ok(slices > many, `${slices} slices`);
    assert.ok(folder.workspace.document(large)!.roots.length > 0);
  });

  it('is read in slices when it changes on the disk', () => {
    const { folders, folder, settle, told, files } = reading();
    folders.refresh(folder, large);
    assert.equal(folder.workspace.document(large), undefined);
    assert.ok(settle() > many);
    assert.equal(folder.workspace.document(large)!.text, files.get(large));
    assert.equal(told(), 1);
  });

  it('is not put back by a reading that began before it changed again, went or was opened', () => {
    const { folders, folder, settle, files } = reading();
    folders.refresh(folder, large);
    const later = `# later\n${files.get(large)}`;
    files.set(large, later);
    folders.refresh(folder, large);
    settle();
    assert.equal(folder.workspace.document(large)!.text, later);

    files.set(large, `# again\n${later}`);
    folders.refresh(folder, large);
    files.delete(large);
    folders.refresh(folder, large);
    settle();
    assert.equal(folder.workspace.document(large), undefined);

    files.set(large, later);
    const work = folders.scan(folder, () => false);
    for (let i = 0; i < 10; i++) work.next();
    files.delete(large);
    folders.refresh(folder, large);
    while (!work.next().done);
    assert.equal(folder.workspace.document(large), undefined);
  });
});
