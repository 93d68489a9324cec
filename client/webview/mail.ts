// The HTML of an e-mail as it looks: its headings, paragraphs, lists, tables and emphasis, made anew of elements that are known.
// Nothing of it runs, loads or leads anywhere, and it has no colours of its own.
import { h } from './dom';
import { visible } from './format';

/** Elements that are kept, without their attributes, by the element that stands for them. */
const kept = {
  p: 'p',
  div: 'div',
  blockquote: 'blockquote',
  ul: 'ul',
  ol: 'ol',
  li: 'li',
  pre: 'pre',
  code: 'code',
  b: 'b',
  strong: 'b',
  i: 'i',
  em: 'i',
  u: 'u',
  s: 's',
  small: 'small',
  h1: 'p',
  h2: 'p',
  h3: 'p',
  h4: 'p',
  h5: 'p',
  h6: 'p',
  table: 'table',
  caption: 'caption',
  thead: 'thead',
  tbody: 'tbody',
  tfoot: 'tfoot',
  tr: 'tr',
  td: 'td',
  th: 'th',
} as const;
const nothing: ReadonlySet<string> = new Set([
  'script',
  'style',
  'title',
  'template',
  'noscript',
  'object',
  'svg',
  'math',
]);
const headings: ReadonlySet<string> = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6']);
const mostNodes = 3_000;
const deepest = 40;

/** A text of HTML, drawn. */
export function mailView(html: string): HTMLElement {
  // A document of its own, which is never shown: its scripts do not run and its pictures are not asked for.
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  let left = mostNodes;
  const childrenOf = (node: Node, depth: number): (Node | string)[] =>
    [...node.childNodes].flatMap(one => shown(one, depth));
  const shown = (node: Node, depth: number): (Node | string)[] => {
    if (left-- <= 0) return [];
    if (node.nodeType === Node.TEXT_NODE) return [visible(node.nodeValue ?? '', 10_000)];
    if (!(node instanceof Element) || depth > deepest) return [];
    const name = node.localName;
    if (nothing.has(name)) return [];
    if (name === 'br' || name === 'hr') return [h(name, {})];
    if (name === 'img') return [`[${visible(node.getAttribute('alt') || 'picture', 200)}]`];
    const children = childrenOf(node, depth + 1);
    if (name === 'a') {
      return [h('span', { class: 'mail-link', title: visible(node.getAttribute('href') ?? '', 500) }, ...children)];
    }
    if (!Object.hasOwn(kept, name)) return children;
    const tag = kept[name as keyof typeof kept];
    return [h(tag, headings.has(name) ? { class: 'mail-heading' } : {}, ...children)];
  };
  return h('div', { class: 'mail', testid: 'mail' }, ...childrenOf(body, 0));
}
