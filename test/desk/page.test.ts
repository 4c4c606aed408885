import { describe, expect, it } from 'vitest';
import { listsToRead, writePage } from '../../src/desk/store/page.ts';
import { thrownBy } from '../client/support/client.ts';

describe('the page of a list', () => {
  it.each([
    { state: 'waiting' as const },
    { state: 'closed' as const },
    { userKey: 'u' },
    { label: 'l', state: 'connected' as const },
  ])('is read as it was written: %j', (query) => {
    const [list] = listsToRead(query);
    if (!list) throw new Error('expected a list');
    expect(listsToRead({ ...query, page: writePage({ ...list, place: 42 }) })).toEqual([{ ...list, place: 42 }]);
  });

  it.each([
    '',
    'waiting',
    'waiting-',
    'waiting--1',
    'waiting-1.5',
    'open-1',
    'constructor-1',
    'label.-1',
    'label.user-1',
    'waiting-1\n',
    `waiting-${'9'.repeat(17)}`,
  ])('is none: %j', (page) => {
    const error = thrownBy(() => listsToRead({ page }));
    expect(error).toMatchObject({ kind: 'input', delivery: 'not_sent' });
    expect(error.message).toMatch(/^page: expected what sessions\(\) gave/);
  });

  it('goes on where it ended, and then with the lists after it', () => {
    const placesOf = (query: Parameters<typeof listsToRead>[0]) =>
      listsToRead(query).map(({ list, value, place }) => `${list} ${value} ${place}`);
    expect(placesOf({})).toEqual(['state waiting 0', 'state connected 0', 'state closed 0']);
    expect(placesOf({ page: 'connected-7' })).toEqual(['state connected 7', 'state closed 0']);
    expect(placesOf({ state: 'closed', page: 'closed-7' })).toEqual(['state closed 7']);
    expect(placesOf({ userKey: 'u', state: 'closed', page: 'user-7' })).toEqual(['user u 7']);
    expect(placesOf({ label: 'l', page: 'label.connected-7' })).toEqual(['label connected l 7', 'label closed l 0']);
  });

  it('of another list is refused', () => {
    for (const query of [{ state: 'closed' as const }, { userKey: 'u' }, { label: 'l' }]) {
      expect(thrownBy(() => listsToRead({ ...query, page: 'waiting-7' })).message).toMatch(/another list/);
    }
    expect(thrownBy(() => listsToRead({ page: 'user-7' })).message).toMatch(/another list/);
    expect(thrownBy(() => listsToRead({ page: 'label.waiting-7' })).message).toMatch(/another list/);
  });
});
