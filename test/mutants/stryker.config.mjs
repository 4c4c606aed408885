/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutants/vitest.config.ts', related: false },
  // The copy that is changed; git ignores what is in there.
  tempDirName: 'node_modules/.cache/stryker',
  ignorePatterns: ['dist', 'docs-api', 'coverage', 'examples', 'test/hosts'],
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  allowEmpty: false,
  // A mutant at the top of a module runs when the module is loaded, once for all tests.
  ignoreStatic: false,
  concurrency: 1,
  // A mutant that waits for ever is one that was noticed.
  timeoutMS: 30_000,
};
