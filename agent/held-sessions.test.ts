import { describe, expect, test } from 'vitest';
import type { Entry } from './journal.ts';
import { createHeldSessions } from './held-sessions.ts';
import type { ExitCause, RankRef, RankSpec, Runtime } from './runtime/runtime.ts';
import { loneRank } from './testing/lone-rank.ts';

const HOUR_MS = 3_600_000;

/** A machine with a clock in hand and a runtime that ends what it is told to. */
function machine(epochs = new Map<string, number>()) {
  const clock = { nowMs: 1000, portalNow: new Date('2026-03-01T12:00:00Z') };
  const fault = { isStopBroken: false, isBusy: false };
  const handedOver: { from: string; to: string }[] = [];
  const prepared: RankSpec[] = [];
  const stopped: { sessionId: string; epoch: number; cause: ExitCause; message: string }[] = [];
  const written: Entry[] = [];
  const runtime: Runtime = {
    describe: () => Promise.reject(new Error('not asked')),
    prepare: (spec) => void prepared.push(spec),
    check: () => {},
    launch: () => {},
    go: () => {},
    warmUp: () => {},
    prove: () => {},
    stop(ref: RankRef, cause, message) {
      if (fault.isStopBroken) return Promise.reject(new Error('no such process'));
      stopped.push({ sessionId: ref.sessionId, epoch: ref.epoch, cause, message });
      sessions.onRankState(ref, { state: 'exited', cause });
      return Promise.resolve();
    },
    handOver(from, to) {
      if (fault.isBusy) throw new Error('Its rank is not at rest with the model loaded.');
      handedOver.push({ from: from.sessionId, to: to.sessionId });
    },
    startAnswer: () => {},
    stopAnswer: () => {},
  };
  const sessions = createHeldSessions({
    runtime,
    journal: { write: (entry) => void written.push(entry) },
    epochs,
    nowMs: () => clock.nowMs,
    portalNow: () => clock.portalNow,
  });
  const endsAt = new Date(clock.portalNow.getTime() + HOUR_MS);
  const prepare = (sessionId: string, epoch = 1, leaseMs = 10_000) =>
    sessions.prepare(loneRank(sessionId, epoch), { leaseMs, endsAt });
  const wanted = (sessionId: string, epoch = 1) => ({ sessionId, epoch, rank: 0, leaseMs: 10_000, endsAt });
  return { clock, fault, handedOver, sessions, prepared, stopped, written, prepare, wanted };
}

describe('leases', () => {
  test.each([2 ** 31, Number.MAX_SAFE_INTEGER])('of %i ms hold a machine for an hour at most', async (ms) => {
    const { clock, sessions, stopped, prepare, wanted } = machine();
    await prepare('s1', 1, ms);
    sessions.applyDesired([{ ...wanted('s1'), leaseMs: ms, endsAt: new Date(8.64e15) }], clock.nowMs);
    clock.nowMs += HOUR_MS - 1;
    sessions.enforceLeases();
    expect(stopped).toEqual([]);
    clock.nowMs += 2;
    sessions.enforceLeases();
    expect(stopped).toMatchObject([{ cause: 'lease_ended' }]);
  });

  test('a stop that fails ends nothing but itself, and is tried again', async () => {
    const { clock, fault, sessions, stopped, prepare } = machine();
    await prepare('s1');
    fault.isStopBroken = true;
    clock.nowMs += 10_001;
    sessions.enforceLeases();
    await Promise.resolve();
    fault.isStopBroken = false;
    await expect.poll(() => (sessions.enforceLeases(), stopped)).toMatchObject([{ sessionId: 's1' }]);
  });

  test('a lease counts from when the renewed heartbeat left, not from its answer', async () => {
    const { clock, sessions, stopped, prepare, wanted } = machine();
    await prepare('s1');
    const sentAtMs = (clock.nowMs = 5000);
    clock.nowMs = 12_000;
    sessions.applyDesired([wanted('s1')], sentAtMs);
    clock.nowMs = 14_999;
    sessions.enforceLeases();
    expect(stopped).toEqual([]);
    clock.nowMs = 15_001;
    sessions.enforceLeases();
    expect(stopped).toMatchObject([{ sessionId: 's1', cause: 'lease_ended' }]);
  });

  test('a late answer to an old heartbeat shortens nothing', async () => {
    const { clock, sessions, stopped, prepare, wanted } = machine();
    await prepare('s1');
    sessions.applyDesired([wanted('s1')], 9000);
    sessions.applyDesired([wanted('s1')], 4000);
    clock.nowMs = 18_000;
    sessions.enforceLeases();
    expect(stopped).toEqual([]);
  });

  test('the booking’s end counts by the portal’s clock, with a moment for its own stop', async () => {
    const { clock, sessions, stopped, prepare, wanted } = machine();
    await prepare('s1');
    const { endsAt } = wanted('s1');
    clock.portalNow = new Date(endsAt.getTime() + 1000);
    sessions.enforceLeases();
    expect(stopped).toEqual([]);
    clock.portalNow = new Date(endsAt.getTime() + 3001);
    sessions.enforceLeases();
    expect(stopped).toMatchObject([{ cause: 'lease_ended', message: 'The booking is over.' }]);
  });
});

describe('what the portal wants', () => {
  test('a session it doesn’t name is ended, one of another epoch too', async () => {
    const { clock, sessions, stopped, prepare, wanted } = machine();
    for (const id of ['keep', 'drop', 'older']) await prepare(id, 2);
    clock.nowMs = 2000;
    sessions.applyDesired([wanted('keep', 2), wanted('older', 3)], 2000);
    expect(stopped.map((it) => it.sessionId)).toEqual(['drop', 'older']);
    expect(sessions.running()).toMatchObject([{ sessionId: 'keep' }]);
  });

  test('a session accepted after the question left is not judged by its answer', async () => {
    const { clock, sessions, stopped, prepare } = machine();
    const sentAtMs = 1000;
    clock.nowMs = 1200;
    await prepare('fresh');
    sessions.applyDesired([], sentAtMs);
    expect(stopped).toEqual([]);
    sessions.applyDesired([], 1300);
    expect(stopped).toMatchObject([{ sessionId: 'fresh' }]);
  });
});

describe('epochs', () => {
  test('an older epoch is refused, also after a restart', async () => {
    const { sessions, prepare } = machine(new Map([['s1', 4]]));
    await expect(prepare('s1', 3)).rejects.toThrow(/Epoch 3 .* is over; it is at 4/);
    expect(() => sessions.need({ sessionId: 's1', epoch: 3 })).toThrow(/is over/);
  });

  test('a newer epoch ends the older rank before its own is prepared', async () => {
    const { prepared, stopped, prepare, written } = machine();
    await prepare('s1', 1);
    await prepare('s1', 2);
    expect(stopped).toMatchObject([{ sessionId: 's1', epoch: 1 }]);
    expect(prepared.map((it) => it.epoch)).toEqual([1, 2]);
    expect(written).toMatchObject([
      { type: 'epoch', epoch: 1 },
      { type: 'epoch', epoch: 2 },
    ]);
  });

  test('a repeated prepare changes nothing; after the end it is refused', async () => {
    const { sessions, prepared, prepare } = machine();
    await prepare('s1');
    await prepare('s1');
    expect(prepared).toHaveLength(1);
    await sessions.stopAll('over');
    await expect(prepare('s1')).rejects.toThrow(/over on this machine/);
  });

  test('a stop that comes before its prepare holds', async () => {
    const { sessions, prepare, prepared } = machine();
    expect(sessions.admit({ sessionId: 's1', epoch: 1 })).toBeUndefined();
    sessions.close({ sessionId: 's1', epoch: 1 });
    await expect(prepare('s1')).rejects.toThrow(/over on this machine/);
    expect(prepared).toEqual([]);
  });

  test.each(['', '../x', 'a b', 'ä', 'x'.repeat(65)])('“%s” is no session id', async (sessionId) => {
    await expect(machine().prepare(sessionId)).rejects.toThrow(/not a session id/);
  });
});

describe('handing over', () => {
  const from = { sessionId: 's1', epoch: 1 };
  const to = { sessionId: 's2', epoch: 2, rank: 0, from };

  test('the rank is the next session’s, and the first one’s commands are refused from then on', async () => {
    const { clock, sessions, handedOver, stopped, prepare, wanted } = machine();
    await prepare('s1');
    sessions.onRankState({ ...from, rank: 0 }, { state: 'ready' });
    const { endsAt, leaseMs } = wanted('s1');
    sessions.rest(from, endsAt);
    expect(sessions.need(from).isResting).toBe(true);
    sessions.takeOver(to, { leaseMs, endsAt });
    sessions.takeOver(to, { leaseMs, endsAt });
    expect(handedOver).toEqual([{ from: 's1', to: 's2' }]);
    expect(sessions.running()).toMatchObject([{ sessionId: 's2', epoch: 2, state: 'loaded' }]);
    expect(() => sessions.need(from)).toThrow('holds no rank');
    await expect(prepare('s1')).rejects.toThrow('over on this machine');
    // An answer of the portal's from before it knew: what was taken over since is not judged by it.
    sessions.applyDesired([wanted('s1')], clock.nowMs - 1);
    expect(stopped).toEqual([]);
    // The lease of the next one counts.
    clock.nowMs += leaseMs + 1;
    sessions.enforceLeases();
    expect(stopped).toMatchObject([{ sessionId: 's2', cause: 'lease_ended' }]);
  });

  test('a command that was lost is made good by what the machine is to hold', async () => {
    const { clock, sessions, handedOver, stopped, prepare, wanted } = machine();
    await prepare('s1');
    clock.nowMs += 1;
    sessions.applyDesired([{ ...wanted('s2', 2), takesOver: from }], clock.nowMs);
    expect(handedOver).toHaveLength(1);
    expect(stopped).toEqual([]);
    expect(sessions.running()).toMatchObject([{ sessionId: 's2', epoch: 2 }]);
  });

  test('a rank that answers, is another one or is gone is not handed over, and stays whose it is', async () => {
    const { fault, sessions, prepare, wanted } = machine();
    await prepare('s1');
    const lease = wanted('s1');
    fault.isBusy = true;
    expect(() => sessions.takeOver(to, lease)).toThrow('not at rest');
    fault.isBusy = false;
    expect(() => sessions.takeOver({ ...to, sessionId: 's3', rank: 1 }, lease)).toThrow(
      'not loaded any more',
    );
    const older = { ...from, epoch: 0 };
    expect(() => sessions.takeOver({ ...to, sessionId: 's4', from: older }, lease)).toThrow(
      'not loaded any more',
    );
    expect(sessions.running()).toMatchObject([{ sessionId: 's1', epoch: 1 }]);
  });
});
