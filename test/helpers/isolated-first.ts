import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Runs files of isolated projects before the others, and among them those that took long before those that did not. */
export class IsolatedFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => Number(other.project.config.isolate) - Number(one.project.config.isolate));
  }
}
