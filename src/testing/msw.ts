/**
 * Has the simulated platform answer what msw intercepts, for tests that use msw already.
 *
 * @example
 * const platform = createPlatform();
 * const server = setupServer(...platformHandlers(platform));
 */
import { type HttpHandler, HttpResponse, http } from 'msw';
import { inputError } from '../internal/options.ts';
import type { Platform } from './platform.ts';

/** Options of `platformHandlers`. */
export interface PlatformHandlersOptions {
  /**
   * The addresses at which your code expects the API, as in `GPTBOTS_BASE_URL`.
   * @default every host of GPTBots: api.gptbots.ai, those of the regions (api-sg.gptbots.ai, ...), and api.gptbots.cn
   */
  baseUrl?: string | readonly string[] | undefined;
}

/**
 * Makes the request handlers for msw's `setupServer`, `setupWorker` and `server.use`. A connection that the platform
 * breaks or refuses becomes msw's `HttpResponse.error()`, which cannot say which of the two it was: the client reports
 * both as `delivery: 'unknown'`.
 *
 * Webhooks do not go through msw, unless you connected the platform to a URL: then let msw pass that URL through.
 */
export function platformHandlers(
  platform: Pick<Platform, 'fetch'>,
  { baseUrl }: PlatformHandlersOptions = {},
): HttpHandler[] {
  const addresses = baseUrl === undefined ? [gptbotsHosts] : [baseUrl].flat().map(startingWith);
  return addresses.map((address) =>
    http.all(address, async ({ request }) => {
      try {
        return await platform.fetch(request);
      } catch {
        return HttpResponse.error();
      }
    }),
  );
}

const gptbotsHosts = /^https?:\/\/api(-[a-z0-9-]+)?\.gptbots\.(ai|cn)(:\d+)?\//i;

function startingWith(baseUrl: string): string {
  if (!URL.canParse(baseUrl)) throw inputError('baseUrl: expected an http(s) URL');
  const { origin, pathname } = new URL(baseUrl);
  return `${origin}${pathname.replace(/(?<!\/)\/+$/, '')}/*`;
}
