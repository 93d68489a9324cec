// What the API server asks of any object's `metadata`: names, labels, annotations, and what it wrote there itself. The
// types are in the key table. Layer: model.
import { utf8Length } from '../../go/utf8';
import type { Span } from '../../text/span';
import { type Entry, itemsOf } from '../../yaml/path';
import { entriesOf } from './fields';
import { spanOfKey } from './reader';
import { placeOf, type Report } from './report';
import { isNullNode, isTextNode, shorten, textOf } from './scalars';
import { type View, viewOf } from './view';

/** Everything that is refused about a `metadata` that is a mapping. */
export function checkMetadata(metadata: View, owner: Span, report: Report): void {
  const wrong = (at: Span, message: string): void => report.error('invalid-metadata', at, message);
  checkNames(metadata, owner, report);
  for (const key of ['creationTimestamp', 'deletionTimestamp']) {
    if (metadata.given(key) && !RFC3339.test(metadata.text(key))) {
      const message = `\`${key}\` is no time as the API server writes it; remove it.`;
      report.error('invalid-value', metadata.valueAt(key), message);
    }
  }
  if (/^-\d*[1-9]/.test(metadata.text('generation'))) {
    wrong(metadata.valueAt('generation'), '`generation` counts from 0; remove it.');
  }
  for (const { name, key, value } of entriesOf(metadata.node('labels'))) {
    const problem = keyProblem(name, 'label');
    if (problem) wrong(spanOfKey(key), problem);
    if (isTextNode(value) && !LABEL_VALUE.test(textOf(value, 'v2'))) {
      const message =
        `\`${shorten(textOf(value, 'v2'))}\` is no value of a label in \`metadata\`; use at most 63 letters, digits, ` +
        '`-`, `_` and `.`, a letter or digit at both ends.';
      wrong(placeOf(value, spanOfKey(key)), message);
    }
  }
  checkAnnotations(entriesOf(metadata.node('annotations')), metadata, report);
  checkOwners(metadata, report);
  checkFinalizers(metadata, report);
}

function checkNames(metadata: View, owner: Span, report: Report): void {
  const name = metadata.text('name');
  const prefix = metadata.text('generateName');
  if (name === '' && prefix === '') {
    const at = metadata.fields.has('name') ? metadata.keyAt('name') : owner;
    report.error('missing-field', at, 'The object has no name; write one under `metadata`.');
  }
  const advice = 'use small letters, digits, `-` and `.`, a letter or digit at both ends';
  if (name !== '' && !isSubdomain(name)) {
    const message = `\`${shorten(name)}\` is no name of an object; ${advice}.`;
    report.error('invalid-name', metadata.valueAt('name'), message);
  }
  // What is generated is put behind the dash.
  if (prefix !== '' && !isSubdomain(prefix.replace(/.-$/, 'a'))) {
    const message = `\`${shorten(prefix)}\` is no beginning of an object's name; ${advice}.`;
    report.error('invalid-metadata', metadata.valueAt('generateName'), message);
  }
  const namespace = metadata.text('namespace');
  if (namespace !== '' && !PLACEHOLDER.test(namespace) && !(namespace.length <= 63 && DNS_LABEL.test(namespace))) {
    const message = `\`${shorten(namespace)}\` is no name of a namespace; use at most 63 small letters, digits and \`-\`, a letter or digit at both ends.`;
    report.error('invalid-metadata', metadata.valueAt('namespace'), message);
  }
}

function checkAnnotations(annotations: readonly Entry[], metadata: View, report: Report): void {
  let size = 0;
  for (const { name, key, value } of annotations) {
    const problem = keyProblem(name.toLowerCase(), 'annotation');
    if (problem) report.error('invalid-metadata', spanOfKey(key), problem);
    size += utf8Length(name) + utf8Length(textOf(value, 'v2'));
  }
  if (size <= 256 * 1024) return;
  const message = 'The annotations are larger than the 256 KiB that the API server takes; remove some.';
  report.error('invalid-metadata', metadata.keyAt('annotations'), message);
}

function checkOwners(metadata: View, report: Report): void {
  let controllers = 0;
  for (const item of itemsOf(metadata.node('ownerReferences'))) {
    const reference = viewOf(item, metadata.keyAt('ownerReferences'));
    if (!reference) continue;
    for (const key of ['apiVersion', 'kind', 'name', 'uid']) {
      if (reference.text(key) !== '' || isOfOtherType(reference, key)) continue;
      const at = reference.fields.has(key) ? reference.keyAt(key) : reference.at;
      report.error('missing-field', at, `An owner needs \`${key}\`; remove \`ownerReferences\` from the file.`);
    }
    const version = reference.text('apiVersion');
    if (version !== '' && !/^(?:[^/]*\/)?[^/]+$/.test(version)) {
      const message = `\`${shorten(version)}\` is no version of an API; write \`group/version\`.`;
      report.error('invalid-metadata', reference.valueAt('apiVersion'), message);
    }
    if (reference.isTrue('controller') && ++controllers === 2) {
      const message = 'Only one owner may be the controller; remove one.';
      report.error('invalid-metadata', reference.keyAt('controller'), message);
    }
  }
}

function isOfOtherType(view: View, key: string): boolean {
  const node = view.node(key);
  return node !== undefined && !isNullNode(node) && !isTextNode(node);
}

function checkFinalizers(metadata: View, report: Report): void {
  const names = itemsOf(metadata.node('finalizers'));
  for (const item of names) {
    const name = textOf(item, 'v2');
    if (!isTextNode(item) || !qualifiedNameFault(name)) continue;
    const message = `\`${shorten(name)}\` is no name of a finalizer; write \`domain/name\`.`;
    report.error('invalid-metadata', placeOf(item, metadata.keyAt('finalizers')), message);
  }
  const texts = new Set(names.map(item => textOf(item, 'v2')));
  if (!texts.has('orphan') || !texts.has('foregroundDeletion')) return;
  const message = '`orphan` and `foregroundDeletion` exclude each other; remove one.';
  report.error('invalid-metadata', metadata.keyAt('finalizers'), message);
}

function keyProblem(name: string, what: 'label' | 'annotation'): string | undefined {
  const fault = qualifiedNameFault(name);
  return (
    fault && `\`${shorten(name)}\` is no key of ${what === 'label' ? 'a' : 'an'} ${what} in \`metadata\`: ${fault}.`
  );
}

/** What is wrong with a name such as `app` or `example.com/app`. */
function qualifiedNameFault(name: string): string | undefined {
  const parts = name.split('/');
  if (parts.length > 2) return 'it takes one `/` at most';
  if (parts.length === 2 && !isSubdomain(parts[0]!)) {
    return 'before the `/` stands a domain of small letters, digits, `-` and `.`';
  }
  if (QUALIFIED_NAME.test(parts.at(-1)!)) return undefined;
  return 'use at most 63 letters, digits, `-`, `_` and `.`, a letter or digit at both ends';
}

function isSubdomain(name: string): boolean {
  return name.length <= 253 && name.split('.').every(part => DNS_LABEL.test(part));
}

/** Letters and digits at both ends, dashes between: written so that no text is tried twice. */
const DNS_LABEL = /^[a-z0-9](?:[-a-z0-9]*(?<=[a-z0-9]))?$/;
/** Words that say that somebody fills in the name, such as `FILLED BY THE OPERATOR`. */
const PLACEHOLDER = /^[A-Z]+[ _][A-Z _]*$/;
const QUALIFIED_NAME = /^(?=.{1,63}$)[A-Za-z0-9](?:[-\w.]*(?<=[A-Za-z0-9]))?$/;
const LABEL_VALUE = /^(?:(?=.{1,63}$)[A-Za-z0-9](?:[-\w.]*(?<=[A-Za-z0-9]))?)?$/;
const RFC3339 =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:[.,]\d+)?(?:Z|[-+](?:[01]\d|2[0-4]):[0-5]\d)$/;
