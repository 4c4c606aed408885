import { memoryStore } from 'gptbots-human/desk';
import { describeModel } from './model.ts';

describeModel('memoryStore', async (options) => ({ store: memoryStore(options), close: async () => {} }), 3000);
