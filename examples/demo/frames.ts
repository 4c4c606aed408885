import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { listening } from './listening.ts';

/** Serves one page that shows the visitor beside the desk, and returns its address. */
export async function serveFrames(
  visitor: string,
  consoles: string[],
  ending: (() => Promise<unknown>)[],
): Promise<string> {
  const frames = [
    `<iframe title="Visitor" src="${visitor}"></iframe>`,
    ...consoles.map((address, at) => `<iframe title="Desk${at ? ` ${at + 1}` : ''}" src="${address}"></iframe>`),
  ];
  // Several desks are each wide enough for lists and conversation.
  const width = consoles.length > 1 ? '40rem' : '26rem';
  const theme = await readFile(new URL('../console/page/theme.css', import.meta.url), 'utf8');
  const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>A visitor and a desk</title>
    <link rel="icon" href="data:," />
    <style>
      ${theme}
      body { display: flex; flex-direction: column; height: 100dvh; }
      header { padding: var(--space-2) var(--space-4); background: var(--card); }
      main { display: grid; flex: 1; grid-template-columns: repeat(auto-fit, minmax(min(${width}, 100%), 1fr)); gap: 1px; border-top: 1px solid var(--line); background: var(--line); }
      iframe { width: 100%; height: 100%; min-height: 30rem; border: 0; background: var(--ground); }
    </style>
  </head>
  <body>
    <header><h1>Ask for a human on the left, answer on the right within 60 s.</h1></header>
    <main>
      ${frames.join('\n      ')}
    </main>
  </body>
</html>`;
  const server = createServer((_req, res) =>
    res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page),
  );
  return listening(server, ending);
}
