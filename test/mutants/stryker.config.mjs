/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner', './test/mutants/ignore-texts.mjs'],
  // Sentences, which no test should hold still; see there.
  ignorers: ['texts'],
  vitest: { configFile: 'test/mutants/vitest.config.ts', related: false },
  // The copy that is changed; git ignores what is in there.
  tempDirName: 'node_modules/.cache/stryker',
  ignorePatterns: ['dist', 'docs-api', 'coverage', 'examples', 'test/hosts'],
  reporters: ['clear-text', 'json', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'node_modules/.cache/mutants.json' },
  allowEmpty: false,
  // A mutant at the top of a module runs when the module is loaded, once for all tests.
  ignoreStatic: false,
  // The client's tests wait most of the time.
  concurrency: process.env.MUTANTS_OF === 'client' ? 4 : 2,
  // A mutant that goes round for ever is one that was noticed. One that waits for ever fails its test before.
  timeoutMS: 40_000,
};
