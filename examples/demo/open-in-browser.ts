import { spawn } from 'node:child_process';

const commands: Partial<Record<NodeJS.Platform, string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Opens an address in the browser, when somebody sits at a terminal. */
export function openInBrowser(url: string): void {
  if (!process.stdout.isTTY || process.env.CI) return;
  const [command = '', ...args] = commands[process.platform] ?? ['xdg-open'];
  // The address was printed: whoever has no browser here opens it elsewhere.
  spawn(command, [...args, url], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
