// The page's elements: found, made, and kept in order.

/** An element of the page that has to be there. */
export function part<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`The page has no #${id}.`);
}

export const box = (id: string) => part(id, HTMLElement);
export const button = (id: string) => part(id, HTMLButtonElement);
export const onClick = (id: string, listener: () => unknown) => button(id).addEventListener('click', listener);

/** A new element. What is put into it as text is never taken for HTML. */
export function make(name: string, className: string, ...children: (string | Node)[]): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

export const makeButton = (className: string, onclick: () => void, ...children: (string | Node)[]) =>
  Object.assign(make('button', className, ...children), { type: 'button', onclick });

export function setText(element: Element | null | undefined, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}

/** Fills an element anew, but only when what it is made of has changed: the focus may be in it. */
export function fill(element: HTMLElement | null, of: readonly string[], makeAll: () => Node[]): void {
  const key = JSON.stringify(of);
  if (!element || element.dataset.of === key) return;
  element.dataset.of = key;
  element.replaceChildren(...makeAll());
}

/** Gives `parent` these children, without touching those that stay. */
export function arrange(parent: Element, children: readonly Element[]): void {
  const wanted = new Set(children);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  for (const [at, child] of children.entries()) {
    if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] ?? null);
  }
}
