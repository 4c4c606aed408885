import { manualClock } from 'gptbots-human/testing';
import { describe, expect, it } from 'vitest';
import { Sweeper } from '../../src/desk/delivery/sweeper.ts';
import { deferred } from '../helpers/deferred.ts';

describe('the sweeper', () => {
  it('sweeps every second from its start on, however often that is called', async () => {
    const { clock, sweeper, sweeps } = setUp(async () => {});
    await clock.advance(5000);
    expect(sweeps()).toBe(0);
    sweeper.start();
    sweeper.start();
    await clock.advance(5000);
    expect(sweeps()).toBe(5);
    sweeper.start();
    await clock.advance(1000);
    expect(sweeps()).toBe(6);
  });

  it('begins a second after the last sweep ended, never two at once', async () => {
    const gate = deferred();
    const { clock, sweeper, sweeps } = setUp(() => gate.promise);
    sweeper.start();
    await clock.advance(10_000);
    sweeper.start();
    expect(sweeps()).toBe(1);
    gate.resolve();
    await clock.advance(999);
    expect(sweeps()).toBe(1);
    await clock.advance(2);
    expect(sweeps()).toBe(2);
  });

  it('reports a failure, and goes on', async () => {
    const failure = new Error('away');
    const { clock, sweeper, failures } = setUp(() => Promise.reject(failure));
    sweeper.start();
    await clock.advance(2000);
    expect(failures).toEqual([failure, failure]);
  });

  it('waits for the sweep under way when it is stopped, and sweeps no more', async () => {
    const gate = deferred();
    const { clock, sweeper, sweeps } = setUp(() => gate.promise);
    sweeper.start();
    await clock.advance(1000);
    let isStopped = false;
    const stopping = sweeper.stop().then(() => {
      isStopped = true;
    });
    await clock.advance(1000);
    expect(isStopped).toBe(false);
    gate.resolve();
    await stopping;
    sweeper.start();
    await clock.advance(10_000);
    expect(sweeps()).toBe(1);
  });
});

function setUp(sweep: () => Promise<void>) {
  const clock = manualClock();
  const failures: unknown[] = [];
  let sweeps = 0;
  const sweeper = new Sweeper(
    clock,
    () => {
      sweeps++;
      return sweep();
    },
    (error) => failures.push(error),
  );
  return { clock, sweeper, failures, sweeps: () => sweeps };
}
