import { describe, expect, it } from 'vitest';
import { listsToRead, readPage, writePage } from '../../src/desk/store/page.ts';
import { thrownBy } from '../client/support/client.ts';

describe('the page of a list', () => {
  it.each(['waiting', 'connected', 'closed', 'user'] as const)('is read as it was written: %s', (list) => {
    expect(readPage(writePage({ list, place: 42 }))).toEqual({ list, place: 42 });
  });

  it.each([
    '',
    'waiting',
    'waiting-',
    'waiting--1',
    'waiting-1.5',
    'open-1',
    'constructor-1',
    'waiting-1\n',
    `waiting-${'9'.repeat(17)}`,
  ])('is none: %j', (page) => {
    const error = thrownBy(() => readPage(page));
    expect(error).toMatchObject({ kind: 'input', delivery: 'not_sent' });
    expect(error.message).toMatch(/^page: expected what sessions\(\) gave/);
  });

  it('goes on where it ended, and then with the lists after it', () => {
    expect(listsToRead({}, undefined)).toEqual([
      { list: 'waiting', place: 0 },
      { list: 'connected', place: 0 },
      { list: 'closed', place: 0 },
    ]);
    expect(listsToRead({}, 'connected-7')).toEqual([
      { list: 'connected', place: 7 },
      { list: 'closed', place: 0 },
    ]);
    expect(listsToRead({ state: 'closed' }, 'closed-7')).toEqual([{ list: 'closed', place: 7 }]);
    expect(listsToRead({ userKey: 'u', state: 'closed' }, 'user-7')).toEqual([{ list: 'user', place: 7 }]);
  });

  it('of another list is refused', () => {
    for (const query of [{ state: 'closed' as const }, { userKey: 'u' }]) {
      expect(thrownBy(() => listsToRead(query, 'waiting-7')).message).toMatch(/another list/);
    }
    expect(thrownBy(() => listsToRead({}, 'user-7')).message).toMatch(/another list/);
  });
});
