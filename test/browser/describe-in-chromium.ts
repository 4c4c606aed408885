import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { chromiumArguments, findChromium } from './chromium.ts';

/** A suite in a browser of its own. Without one it is skipped and says so, but on CI it fails. */
export function describeInChromium(what: string, define: (browser: () => Browser) => void): void {
  const executablePath = findChromium();
  const isRequired = Boolean(process.env.CI);
  if (!executablePath && !isRequired) console.warn(`No Chromium was found: the tests of ${what} are skipped.`);

  describe.skipIf(!executablePath && !isRequired)(`${what} in Chromium`, () => {
    let browser: Browser | undefined;

    beforeAll(async () => {
      if (!executablePath) throw new Error('expected a Chromium on the PATH, or its path in CHROMIUM_PATH');
      browser = await chromium.launch({ executablePath, args: chromiumArguments });
    });

    afterAll(() => browser?.close());

    define(() => {
      if (!browser) throw new Error('expected to be asked for the browser in a test, where it runs');
      return browser;
    });
  });
}
