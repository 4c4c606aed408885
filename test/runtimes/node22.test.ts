import { describeRuntime } from './describe-runtime.ts';
import { node22 } from './runtimes.ts';

await describeRuntime(node22);
