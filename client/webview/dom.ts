// A small way to build elements. Strings become text nodes, never markup.

interface Attributes {
  readonly class?: string;
  readonly id?: string;
  readonly testid?: string;
  readonly title?: string;
  readonly type?: string;
  readonly value?: string;
  readonly scope?: string;
  readonly role?: string;
  readonly tabindex?: number;
  readonly hidden?: boolean;
  readonly lang?: string;
  readonly aria?: Readonly<Record<string, string>>;
  readonly data?: Readonly<Record<string, string>>;
  readonly onclick?: () => void;
}

type Child = Node | string | false | undefined;

/** An element with attributes and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes,
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  const { aria, data, onclick, testid, hidden, ...plain } = attributes;
  for (const [name, value] of Object.entries(plain)) if (value !== undefined) element.setAttribute(name, String(value));
  for (const [name, value] of Object.entries(aria ?? {})) element.setAttribute(`aria-${name}`, value);
  for (const [name, value] of Object.entries(data ?? {})) element.setAttribute(`data-${name}`, value);
  if (testid !== undefined) element.setAttribute('data-testid', testid);
  if (hidden) element.hidden = true;
  if (onclick) element.addEventListener('click', onclick);
  element.append(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  return element;
}

/** Gives an element a text, if it has another one: the same one again would have the page laid out anew. */
export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** What an element holds, made anew only when something else is to be shown; `key` says what that is. */
export function kept(parent: HTMLElement): { put(key: string, make: () => Child): void } {
  let shown: string | undefined;
  return {
    put(key, make) {
      if (key === shown) return;
      shown = key;
      replaceChildren(parent, make());
    },
  };
}

/** The same by what it is made of: nothing is made anew as long as these are the same objects and texts. */
export function keptBy(parent: HTMLElement): { put(of: readonly unknown[], make: () => readonly Child[]): void } {
  let shown: readonly unknown[] = [];
  return {
    put(of, make) {
      if (of.length === shown.length && of.every((one, i) => one === shown[i])) return;
      shown = of;
      replaceChildren(parent, ...make());
    },
  };
}

/** A push button. */
export function button(text: string, attributes: Attributes, press: () => void): HTMLButtonElement {
  return h('button', { type: 'button', ...attributes, onclick: press }, text);
}

/** Puts new children into `parent`, and the focus back on the element with the same `data-key`, if it was inside. */
export function replaceChildren(parent: HTMLElement, ...children: Child[]): void {
  const active = document.activeElement;
  const key = active instanceof HTMLElement && parent.contains(active) ? active.dataset.key : undefined;
  parent.replaceChildren(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  if (key === undefined) return;
  const again = [...parent.querySelectorAll<HTMLElement>('[data-key]')].find(one => one.dataset.key === key);
  again?.focus();
}
