/**
 * Has a button do one thing at a time: while it is being done, further clicks do nothing. It keeps the focus, which a
 * disabled button would lose.
 */
export async function whileBusy(button: HTMLButtonElement, does: () => Promise<unknown>): Promise<void> {
  if (button.ariaBusy === 'true') return;
  button.ariaBusy = 'true';
  try {
    await does();
  } finally {
    button.ariaBusy = 'false';
  }
}

/** The second click of a double click does nothing, however quickly the first one was done. */
export function ignoreDoubleClicks(): void {
  document.addEventListener(
    'click',
    (event) => {
      const isOnButton = event.target instanceof Element && event.target.closest('button, summary');
      if (event.detail < 2 || !isOnButton) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
}
