import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';

const headers = {
  // Texts are never run; only a page of this machine, such as that of `npm run demo`, may show this one in a frame.
  'content-security-policy':
    "default-src 'self'; img-src data:; base-uri 'none'; frame-ancestors http://127.0.0.1:* http://localhost:*",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/**
 * Lets through what an agent's browser asks for from the console's own page. Any website can make a browser send requests
 * to this machine, and a name of its own may lead here.
 *
 * @param password asked for by the browser, if there is one
 */
export function onlyAgents(password: string | undefined): RequestHandler {
  return (req, res, next) => {
    const { host = '', origin, authorization, 'sec-fetch-site': site = 'none' } = req.headers;
    const isThisMachine = new RegExp(`^(127\\.0\\.0\\.1|localhost)(:${req.socket.localPort})?$`).test(host);
    const isOwnPage = (origin ?? `http://${host}`) === `http://${host}` && /^(same-origin|none)$/.test(site);
    // A link, or a frame, may lead to the page, no further.
    const isPage = req.method === 'GET' && ['/', '/console.css', '/console.js'].includes(req.path);
    res.set(headers);
    if (!isThisMachine || !(isOwnPage || isPage)) {
      res.status(403).json({ message: 'Another website may not ask for this.' });
    } else if (password && !isSame(passwordIn(authorization), password)) {
      res.status(401).set('www-authenticate', 'Basic realm="Console", charset="UTF-8"');
      res.json({ message: 'The password of CONSOLE_PASSWORD is needed.' });
    } else {
      next();
    }
  };
}

// Whatever the user calls themselves.
function passwordIn(authorization = ''): string {
  const [, credentials = ''] = /^Basic (.*)$/i.exec(authorization) ?? [];
  return Buffer.from(credentials, 'base64')
    .toString()
    .replace(/^[^:]*:/, '');
}

// In constant time, whatever the length.
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
