/** In a list of things that open, the arrows go from one to the next, Home and End to the first and the last. */
export function connectArrowKeys(list: HTMLElement): void {
  list.addEventListener('keydown', (event) => {
    const summaries = [...list.querySelectorAll<HTMLElement>('li:not([hidden]) > details > summary')];
    const focused = document.activeElement;
    const at = focused instanceof HTMLElement ? summaries.indexOf(focused) : -1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: summaries.length - 1 }[event.key];
    const next = at < 0 || to === undefined ? undefined : summaries[to];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
