/** Where progress is shown. */
interface Output {
  isTTY?: boolean;
  write(text: string): unknown;
}

/** Shows on a terminal that work goes on, and for how long. Returns what takes it away again. */
export function showProgress(output: Output, text: string): () => void {
  if (output.isTTY !== true) return () => {};
  const startedAt = performance.now();
  const show = () => output.write(`\r\u001b[K${text}, ${Math.round((performance.now() - startedAt) / 1000)} s`);
  show();
  const timer = setInterval(show, 1000);
  return () => {
    clearInterval(timer);
    output.write('\r\u001b[K');
  };
}
