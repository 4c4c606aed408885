import { make } from './element.ts';

/** A list whose end stays in sight as it grows, unless the reader looks at something else. */
export interface EndInSight {
  /** Does something that adds to the list. */
  while(add: () => void): void;
  /** Goes to the end, wherever the reader is. */
  go(): void;
}

/**
 * Keeps the end of a list in sight.
 *
 * @param isHeld whether the reader wants the list to stay where it is, also at its end
 * @param hint says that there is something new below, which the reader does not see
 */
export function endInSight(list: HTMLElement, hint: string, isHeld = () => false): EndInSight {
  const button = make('button', 'to-end', hint);
  button.type = 'button';
  button.hidden = true;
  list.after(button);
  let isAtEnd = true;
  let height = list.clientHeight;
  const look = () => {
    isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 24;
    if (isAtEnd) button.hidden = true;
  };
  const go = () => {
    list.scrollTop = list.scrollHeight;
    isAtEnd = true;
    button.hidden = true;
  };
  // Of another height, it is the observer's turn: the reader has not scrolled.
  list.addEventListener('scroll', () => list.clientHeight === height && look(), { passive: true });
  // The composer grows, a form comes in its place, a phone shows its keyboard.
  new ResizeObserver(() => {
    height = list.clientHeight;
    if (isAtEnd && !isHeld()) go();
    else look();
  }).observe(list);
  button.addEventListener('click', () => {
    go();
    list.focus();
  });
  return {
    while(add) {
      const before = list.scrollHeight;
      add();
      if (isAtEnd && !isHeld()) go();
      else if (list.scrollHeight > before) button.hidden = false;
    },
    go,
  };
}
