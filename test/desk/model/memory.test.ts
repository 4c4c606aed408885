import { memoryStore } from 'gptbots-human/desk';
import { isSystem } from '../../helpers/project.ts';
import { describeModel } from './describe-model.ts';

const make = async (options: object | undefined) => ({ store: memoryStore(options), close: async () => {} });

describeModel('memoryStore', make, isSystem ? 3_000 : 300);
