import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    isSystem: boolean;
  }
}

/** Whether these are the system tests (`npm run test:system`), which may take long and have a Redis. */
export const isSystem = inject('isSystem');
