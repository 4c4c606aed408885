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
  made.className = className;
  made.textContent = text;
  return made;
}

/** Does something that adds to a list, and keeps its end in sight if that is where the reader was. */
export function keepingEndInSight(list: HTMLElement, add: () => void): void {
  const wasAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  add();
  if (wasAtEnd) list.scrollTop = list.scrollHeight;
}
