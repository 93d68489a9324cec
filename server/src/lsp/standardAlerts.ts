// The answer to "Insert Standard Alert": the alerts for a document's nearest place, or for a new file. Layer: lsp.
import { resolveConfig } from '../config/config';
import type { Service } from '../service';
import { lineIndex } from '../text/lineIndex';
import { rangeOf } from './convert';
import type { Folders } from './folders';
import type { OpenDocument } from './openDocuments';
import type { StandardAlertsResult, WirePosition } from './protocol';

/** The alerts with their places in `document`; those of a new file where it has none. */
export function standardAlertsOf(
  service: Service,
  folders: Folders,
  document: OpenDocument | undefined,
  position: WirePosition = { line: 0, character: 0 },
): StandardAlertsResult {
  const folder = document ? folders.of(document.uri) : folders.all()[0];
  const workspace = folder?.workspace ?? service.workspace(resolveConfig([]));
  const here = document && service.standardAlerts(workspace, document.source, document.lines.offset(position));
  const { where, alerts } = here ?? {
    ...service.standardAlerts(workspace, service.open(''), 0)!,
    where: document ? 'into a new file: there is no place for a rule in this one' : 'into a new file',
  };
  const lines = here ? document.lines : lineIndex('');
  return {
    ...(here ? { version: document.version } : {}),
    where,
    alerts: alerts.map(({ edit, ...alert }) => ({ ...alert, range: rangeOf(edit, lines), snippet: edit.newText })),
  };
}
