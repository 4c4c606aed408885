import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Those that take longest, most of it waiting. A clean checkout knows no times of an earlier run.
const long = [
  'test/cli/doctor-waits.test.ts',
  'test/testing/check/middleware.test.ts',
  'test/adapters/express.test.ts',
  'test/testing/check/hanging.test.ts',
  'test/integration/delivery.test.ts',
  'test/integration/faults.test.ts',
  'test/cli/doctor.test.ts',
  'test/cli/simulate.test.ts',
];

/**
 * Starts what takes long first, so that no file runs alone at the end. Isolated files come before all others: after one,
 * a process that others share would have to start anew.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}

function rank({ moduleId, project }: TestSpecification): number {
  if (project.config.isolate) return 0;
  return long.some((path) => moduleId.endsWith(path)) ? 1 : 2;
}
