/** The element of the page with an id. */
export function element<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new Error(`The page has no #${id}.`);
}

/** Makes an element with text in it. Text is never taken for HTML. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  text = '',
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** Makes a button that changes nothing of a form. */
export function makeButton(text: string, onClick: () => void): HTMLButtonElement {
  const button = make('button', 'plain', text);
  button.type = 'button';
  button.addEventListener('click', onClick);
  return button;
}
