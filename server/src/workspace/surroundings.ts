// What the files around a document say about who reads it: the same object as long as it is the same by value.
// Layer: workspace (pure).

import type { Surroundings } from '../analysis/workspaceFacts';
import type { SourceDocument } from '../model/document';
import { folderOf } from '../text/paths';
import { sameSet } from '../text/same';
import type { OtherFiles } from './others';

/** Kept with the documents of a workspace; `others` tells of all that is no document. */
export class SurroundingsBook {
  /** Folders with rules that only vmalert reads, one for each such file. */
  private readonly vmalertFolders = new Map<string, string>();
  /** What was made of these and of the other files last. */
  private settled: ReturnType<SurroundingsBook['told']>;
  private isCurrent = true;

  constructor(private readonly others: OtherFiles) {
    this.settled = this.told();
  }

  put(file: string, document: SourceDocument): void {
    this.setVmalert(file, isForVmalert(document));
  }

  remove(file: string): void {
    this.setVmalert(file, false);
  }

  /** The surroundings now; `before` are those that were given out last. */
  after(before: Surroundings): Surroundings {
    const { patches, kustomized, strategies, objects, configs } = this.told();
    const { settled } = this;
    const isSame =
      settled.patches === patches &&
      settled.kustomized === kustomized &&
      settled.strategies === strategies &&
      settled.objects === objects &&
      settled.configs === configs;
    if (this.isCurrent && isSame) return before;
    const vmalertFolders = new Set(this.vmalertFolders.values());
    const found = {
      patches: new Set(patches),
      kustomized: new Set(kustomized),
      vmalertFolders,
      strategies,
      objects,
      configs,
    };
    const same =
      sameSet(found.patches, before.patches) &&
      sameSet(found.kustomized, before.kustomized) &&
      sameSet(found.vmalertFolders, before.vmalertFolders) &&
      JSON.stringify([strategies, objects, configs]) ===
        JSON.stringify([before.strategies, before.objects, before.configs]);
    return same ? before : found;
  }

  /** What `after` gave has been given out. */
  settle(): void {
    this.settled = this.told();
    this.isCurrent = true;
  }

  private setVmalert(file: string, isIt: boolean): void {
    if (isIt === this.vmalertFolders.has(file)) return;
    if (isIt) this.vmalertFolders.set(file, folderOf(file));
    else this.vmalertFolders.delete(file);
    this.isCurrent = false;
  }

  private told() {
    const { others } = this;
    return {
      patches: others.patches(),
      kustomized: others.kustomized(),
      strategies: others.matcherStrategies(),
      objects: others.operatorObjects(),
      configs: others.prometheusConfigs(),
    };
  }
}

/** Whether a document holds a rule file that only vmalert reads. */
function isForVmalert({ roots }: SourceDocument): boolean {
  return roots.some(({ dialect, holder }) => dialect === 'vmalert' && holder === undefined);
}
