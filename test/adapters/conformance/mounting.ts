import { describe, expect, it } from 'vitest';
import { expectAnswer } from '../../helpers/answered.ts';
import { routePaths, routes } from '../../helpers/payloads.ts';
import { secret } from '../../helpers/test-webhook.ts';
import { expectNoRoute } from './checks.ts';
import { type Face, mountWith } from './face.ts';

const noHeader = { authorization: '' };

/** Where the routes and the secret are found, whatever the framework does to the URL. */
export function itFindsRoutesAndSecrets(face: Face): void {
  describe('finds', () => {
    it.each([
      ['with a trailing slash', '/conversation/establish/'],
      ['with a query', '/conversation/establish?from=gptbots'],
      ['with a trailing slash and a query', '/conversation/establish/?from=/chat'],
      ['with doubled slashes', '//conversation//establish'],
      ['with percent-encoded letters', '/conver%73ation/%65stablish'],
      ['below a segment of yours', '/tenant-7/conversation/establish'],
    ])('a route %s', async (_case, path) => {
      const { post, runs } = await mountWith(face);
      expectAnswer(await post('establish', { path: face.prefix + path }), 200);
      expect(runs).toMatchObject([{ route: 'establish' }]);
    });

    it('no route where the slash is escaped', async () => {
      const { post } = await mountWith(face);
      expectNoRoute(face, await post('establish', { path: `${face.prefix}/conversation%2Festablish` }));
    });

    it('a route under its basePath only', async () => {
      const right = await mountWith(face, { basePath: face.prefix });
      const wrong = await mountWith(face, { basePath: '/other' });
      for (const route of routes) {
        expectAnswer(await right.post(route), 200);
        expectNoRoute(face, await wrong.post(route));
      }
      expectNoRoute(face, await right.post('chat', { path: `${face.prefix}/one/two/chat` }));
    });

    it('the secret as ?token=', async () => {
      const { post } = await mountWith(face);
      const path = `${face.prefix}/chat`;
      expectAnswer(await post('chat', { headers: noHeader, path: `${path}?a=1&token=${secret}` }), 200);
      expectAnswer(await post('chat', { headers: noHeader, path: `${path}?token=wrong` }), 401);
    });

    it.each(routes)('the secret as the segment before the %s route', async (route) => {
      const { post } = await mountWith(face, { basePath: face.prefix });
      const under = (segment: string) => `${face.prefix}/${segment}${routePaths[route]}`;
      expectAnswer(await post(route, { headers: noHeader, path: under(secret) }), 200);
      expectAnswer(await post(route, { headers: noHeader, path: under('wrong') }), 401);
    });

    it('a secret that is long, and one that is not ASCII', async () => {
      const long = 'x'.repeat(300);
      const spoken = 'contraseña/密码 +%';
      const { post } = await mountWith(face, { secret: [long, spoken] });
      for (const one of [long, spoken]) {
        const segment = `${face.prefix}/${encodeURIComponent(one)}/chat`;
        expectAnswer(await post('chat', { headers: noHeader, path: segment }), 200);
        const query = `${face.prefix}/chat?token=${encodeURIComponent(one)}`;
        expectAnswer(await post('chat', { headers: noHeader, path: query }), 200);
        const asUtf8 = Buffer.from(one).toString('latin1');
        expectAnswer(await post('chat', { headers: { authorization: `Bearer ${asUtf8}` } }), 200);
      }
    });
  });
}
