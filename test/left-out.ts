import type { Reporter, Vitest } from 'vitest/node';

/** Ends a run of the unit tests alone with what they leave out. */
export class LeftOut implements Reporter {
  #projects: string[] = [];

  onInit(vitest: Vitest): void {
    this.#projects = vitest.projects.map(({ name }) => name);
  }

  onTestRunEnd(): void {
    if (this.#projects.includes('system')) return;
    console.log(
      'left out: stores on real servers, crashes, browser, demo, examples, runtimes, package: npm run test:system; hosts: npm run test:hosts',
    );
  }
}
