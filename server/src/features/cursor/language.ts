// Which language a text of a file is in and for which target it is read: decided here for all features. Layer: features.
import { isPromql, type Root } from '../../model/root';
import { formatOf, type KeyPath } from '../../model/schema/ofRoot';
import { alertmanagerTemplates, prometheusTemplates, type TemplateEnv } from '../../template/env';
import type { Knowledge } from '../knowledge';

export type Language =
  | { readonly kind: 'promql' }
  /** `result`: whether the rule's expression is PromQL, so that its result's labels are known. */
  | { readonly kind: 'rule-template'; readonly env: TemplateEnv; readonly result: boolean }
  | { readonly kind: 'notification-template'; readonly env: TemplateEnv };

/** The language of the scalar at a path; undefined for plain texts and for languages that are not known here. */
export function languageAt(root: Root, path: KeyPath, know: Knowledge): Language | undefined {
  switch (formatOf(root, path)) {
    case 'promql':
      return isPromql(root) ? { kind: 'promql' } : undefined;
    case 'rule-template':
      return { kind: 'rule-template', env: prometheusTemplates(know.dialect.version), result: isPromql(root) };
    case 'notification-template':
    case 'template-url':
      return { kind: 'notification-template', env: alertmanagerTemplates(know.alertmanager) };
    default:
      return undefined;
  }
}
