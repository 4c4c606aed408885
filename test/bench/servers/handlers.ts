import { countHandled } from './serve.ts';

/** The handlers of every variant that has some: asynchronous, as nearly all real ones are. */
export const handlers = {
  establish: async () => countHandled(),
  chat: async () => countHandled(),
  close: async () => countHandled(),
};
