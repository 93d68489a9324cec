// Rehearses edits of large documents while nothing else is to be done. Layer: lsp.
import type { Service } from '../service';
import type { Workspace } from '../workspace/workspace';
import type { OpenDocument } from './openDocuments';
import { createRehearsal, type Rehearsal } from './rehearsal';
import type { Scheduler } from './scheduler';

/** From this size on a document is rehearsed, and the first answer to an edit does not look at the whole file again. */
export const largeText = 100_000;

export class Rehearsals {
  /** `none` where nothing is to be done, or nothing is left. */
  private readonly byDocument = new WeakMap<OpenDocument, Rehearsal | 'none'>();

  constructor(
    private readonly service: Service,
    private readonly scheduler: Scheduler,
  ) {}

  /** Makes the first edits of a document that was judged as quick as later ones. */
  start(document: OpenDocument, workspace: Workspace): void {
    const { byDocument, service } = this;
    if (document.text.length <= largeText || byDocument.get(document) === 'none') return;
    this.scheduler.run(
      nameOf(document.uri),
      'scan',
      function* () {
        const rehearsal = byDocument.get(document) ?? createRehearsal(service, workspace, document) ?? 'none';
        byDocument.set(document, rehearsal);
        if (rehearsal !== 'none') yield* rehearsal.run();
      },
      () => byDocument.set(document, 'none'),
    );
  }

  cancel(uri: string): void {
    this.scheduler.cancel(nameOf(uri));
  }
}

function nameOf(uri: string): string {
  return `rehearse ${uri}`;
}
