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
  const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>A visitor and a desk</title>
    <link rel="icon" href="data:," />
    <style>
      body { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 2px; height: 100dvh; margin: 0; background: gray; }
      iframe { width: 100%; height: 100%; min-height: 24rem; border: 0; }
    </style>
  </head>
  <body>
    ${frames.join('\n    ')}
  </body>
</html>`;
  const server = createServer((_req, res) =>
    res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page),
  );
  return listening(server, ending);
}
