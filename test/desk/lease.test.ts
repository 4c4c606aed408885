import { type ManualClock, manualClock } from 'gptbots-human/testing';
import { describe, expect, it } from 'vitest';
import { Lease } from '../../src/desk/delivery/lease.ts';
import { deferred } from '../helpers/deferred.ts';

const leaseMs = 9000;

describe('a lease', () => {
  it('lasts from the moment it was asked for, not from the answer', async () => {
    const clock = manualClock();
    const askedAt = clock.now();
    await clock.advance(2000);
    const lease = new Lease(clock, leaseMs, askedAt, () => new Promise(() => {}));
    await clock.advance(6999);
    expect(lease.isHeld).toBe(true);
    await clock.advance(1);
    expect(lease.isHeld).toBe(false);
  });

  it('goes on for as long as it is renewed, three times in its length', async () => {
    const { clock, lease, renewals } = begin(async () => true);
    await clock.advance(90_000);
    expect(lease.isHeld).toBe(true);
    expect(renewals()).toBe(30);
  });

  it('counts a renewal from when it was asked for', async () => {
    const answer = deferred<boolean>();
    let isFirst = true;
    const { clock, lease } = begin(() => {
      if (!isFirst) return new Promise(() => {});
      isFirst = false;
      return answer.promise;
    });
    await clock.advance(8000);
    answer.resolve(true);
    await clock.advance(3999);
    expect(lease.isHeld).toBe(true);
    await clock.advance(1);
    expect(lease.isHeld).toBe(false);
  });

  it('is over at once when the store says that it was lost', async () => {
    const { clock, lease, renewals } = begin(async () => false);
    await clock.advance(3000);
    expect(lease.isHeld).toBe(false);
    await clock.advance(30_000);
    expect(renewals(), 'a lost lease is not asked for again').toBe(1);
  });

  it('survives a store that is away for less than it lasts', async () => {
    let isAway = true;
    const { clock, lease } = begin(async () => {
      if (isAway) throw new Error('away');
      return true;
    });
    await clock.advance(6000);
    isAway = false;
    await clock.advance(30_000);
    expect(lease.isHeld).toBe(true);
  });

  it('ends when the store stays away', async () => {
    const { clock, lease } = begin(() => Promise.reject(new Error('away')));
    await clock.advance(8999);
    expect(lease.isHeld).toBe(true);
    await clock.advance(1);
    expect(lease.isHeld).toBe(false);
  });

  it('is renewed no more once it was ended, also by an answer that is on its way', async () => {
    const answer = deferred<boolean>();
    const { clock, lease, renewals } = begin(() => answer.promise);
    await clock.advance(3000);
    lease.end();
    answer.resolve(true);
    await clock.advance(30_000);
    expect(renewals()).toBe(1);
    expect(lease.isHeld).toBe(false);
  });
});

function begin(renew: () => Promise<boolean>): { clock: ManualClock; lease: Lease; renewals(): number } {
  const clock = manualClock();
  let renewals = 0;
  const lease = new Lease(clock, leaseMs, clock.now(), () => {
    renewals++;
    return renew();
  });
  return { clock, lease, renewals: () => renewals };
}
