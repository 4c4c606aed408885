import { describeRuntime } from './describe-runtime.ts';
import { node24 } from './runtimes.ts';

await describeRuntime(node24);
