/** A tab is a visitor. Kept by the browser until the tab is closed, so that loading the page again changes nothing. */
export const tab = sessionStorage.getItem('tab') ?? crypto.randomUUID();
sessionStorage.setItem('tab', tab);
