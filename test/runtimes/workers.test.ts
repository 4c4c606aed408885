import { describeRuntime } from './describe-runtime.ts';
import { workers } from './runtimes.ts';

await describeRuntime(workers);
