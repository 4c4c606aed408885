import { beforeAll, describe } from 'vitest';

/** A suite that needs something. Where `missing` says that it is not there, the suite is skipped and says so, but on CI it fails. */
export function describeWhere(missing: string | undefined, name: string, body: () => void): void {
  if (missing === undefined) {
    describe(name, body);
    return;
  }
  const text = `"${name}" cannot run: ${missing}`;
  if (!process.env.CI) console.warn(text);
  describe.skipIf(!process.env.CI)(name, () => {
    beforeAll(() => {
      throw new Error(text);
    });
    body();
  });
}
