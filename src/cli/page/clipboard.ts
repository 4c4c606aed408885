import { make } from './element.ts';

/** Copies a text. Resolves to false when the browser does not let it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // In a frame of another origin, and over HTTP from another machine, there is only the old way.
    return copiedByCommand(text);
  }
}

function copiedByCommand(text: string): boolean {
  const focused = document.activeElement;
  const field = make('textarea', 'off-screen');
  field.value = text;
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isCopied;
}
