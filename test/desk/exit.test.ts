import { describe, it } from 'vitest';
import { expectDeskToEnd } from './support/expect-desk-to-end.ts';

describe('a process that has shut its desk down', () => {
  it('ends by itself, in memory', () => expectDeskToEnd());
});
