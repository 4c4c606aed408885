import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { WrongPasswords } from './wrong-passwords.ts';

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
 * @param password asked for by the browser, if there is one; guesses are slowed down
 * @param origin where else the page is, such as https://desk.example.com behind a proxy
 * @throws when `origin` is neither https nor of localhost: browsers keep what the page needs to those
 */
export function onlyAgents(password: string | undefined, origin?: string): RequestHandler {
  const authenticate = password ? askingFor(password) : undefined;
  const elsewhere = origin ? secure(origin) : undefined;
  return (req, res, next) => {
    const { host = '', origin: from = `http://${host}`, 'sec-fetch-site': site = 'none' } = req.headers;
    const isThisMachine = new RegExp(`^(127\\.0\\.0\\.1|localhost)(:${req.socket.localPort})?$`).test(host);
    const isKnown = isThisMachine || host === elsewhere?.host;
    // A proxy may name the page's address, or this one.
    const isOwn = from === `http://${host}` || from === elsewhere?.origin;
    const isOwnPage = isOwn && /^(same-origin|none)$/.test(site);
    // A link, or a frame, may lead to the page, no further.
    const isPage = req.method === 'GET' && ['/', '/console.css', '/console.js'].includes(req.path);
    res.set(headers);
    if (!isKnown) {
      res
        .status(403)
        .json({ message: `This console does not go by ${quoted(host)}. If it should, set CONSOLE_ORIGIN to ${its}.` });
    } else if (!(isOwnPage || isPage)) {
      const message = isOwn ? '' : ` If ${quoted(from)} is the console's own address, set CONSOLE_ORIGIN to ${its}.`;
      res.status(403).json({ message: `Another website may not ask for this.${message}` });
    } else if (authenticate) {
      authenticate(req, res, next);
    } else {
      next();
    }
  };
}

const its = 'its https address';

function secure(origin: string): URL {
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  const isSecure =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && /^(127\.0\.0\.1|(.+\.)?localhost)$/.test(url.hostname));
  if (isSecure) return url;
  throw new Error(
    `CONSOLE_ORIGIN: expected an https address, such as https://desk.example.com, or one of localhost. Over http, browsers give the page neither locks nor notifications.`,
  );
}

// What a request says is not repeated at any length.
const quoted = (text: string) => JSON.stringify(text.slice(0, 100));

// Whoever guesses is slowed down, and with them others at their address who come anew. A browser that knew the password
// has a cookie, and is not.
function askingFor(password: string): RequestHandler {
  const wrong = new WrongPasswords();
  const knownBrowser = randomBytes(32).toString('hex');
  return (req, res, next) => {
    const address = req.socket.remoteAddress ?? '';
    // Cookies belong to all ports of a machine, so each console has a name of its own for it.
    const cookie = `console-${req.socket.localPort}`;
    const isKnown = isSame(cookieIn(req, cookie), knownBrowser);
    const waitMs = isKnown ? 0 : wrong.waitMs(address);
    const { authorization } = req.headers;
    if (authorization && waitMs > 0) {
      // The password is not even looked at: whoever guesses learns nothing.
      res.status(429).set('retry-after', String(Math.ceil(waitMs / 1000)));
      res.json({ message: 'Too many wrong passwords. Try again in a few seconds.' });
    } else if (authorization && isSame(passwordIn(authorization), password)) {
      if (!isKnown) res.cookie(cookie, knownBrowser, { httpOnly: true, sameSite: 'strict' });
      next();
    } else {
      if (authorization && !isKnown) wrong.add(address);
      res.status(401).set('www-authenticate', 'Basic realm="Console", charset="UTF-8"');
      res.json({ message: 'The password of CONSOLE_PASSWORD is needed.' });
    }
  };
}

// Whatever the user calls themselves.
function passwordIn(authorization: string): string {
  const [, credentials = ''] = /^Basic (.*)$/i.exec(authorization) ?? [];
  return Buffer.from(credentials, 'base64')
    .toString()
    .replace(/^[^:]*:/, '');
}

function cookieIn(req: Request, name: string): string {
  const cookies = (req.headers.cookie ?? '').split('; ');
  return cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

// In constant time, whatever the length.
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
