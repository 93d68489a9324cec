// One notification template rendered, with the template files beside it.
import type { Version } from '../../server/src/target/version';
import {
  type NamedText,
  type NotificationData,
  notificationRenderer,
  type RenderedNotification,
} from '../../server/src/template/notification';
import type { ParsedTemplate } from '../../server/src/template/parser';

export interface RenderInput extends NotificationData {
  readonly version?: Version;
  /** The template files, whose `define`s the template may call. */
  readonly files?: readonly (string | NamedText)[];
}

export function renderNotification(
  template: string | ParsedTemplate,
  { version, files, ...data }: RenderInput,
): RenderedNotification {
  return notificationRenderer(version, files).render(template, data);
}
