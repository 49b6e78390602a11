import { describe, expect, it } from 'vitest';
import {
  type BookableMachine,
  bookingPhase,
  checkBookedMachines,
  checkBookingTimes,
  checkCancel,
  checkMaintenanceTimes,
  checkRunning,
} from './booking-rules.ts';

const NOW = new Date('2026-03-28T12:00:00Z');
const minutes = (count: number, from = NOW): Date => new Date(from.getTime() + count * 60_000);
const check = (from: number, to: number) =>
  checkBookingTimes({ startsAt: minutes(from), endsAt: minutes(to) }, NOW);

describe('checkBookingTimes', () => {
  it.each([
    ['an ordinary hour', 60, 120, null],
    ['no time at all', 60, 60, 'backwards'],
    ['backwards', 120, 60, 'backwards'],
    ['two minutes ago', -2, 60, null],
    ['over two minutes ago', -2.01, 60, 'past'],
    ['wholly past', -120, -60, 'past'],
    ['over as soon as it would begin', -1, -0.5, 'backwards'],
  ])('%s', (_name, from, to, reason) => {
    const verdict = check(from, to);
    expect(verdict.ok ? null : verdict.reason).toBe(reason);
  });

  it.each([
    ['an hour', 60, 120, null],
    ['30 days, a year ahead', 365 * 24 * 60, 395 * 24 * 60, null],
    ['backwards', 120, 60, 'backwards'],
    ['four minutes', 60, 64, 'too_short'],
    ['over 30 days', 60, 61 + 30 * 24 * 60, 'too_long'],
    ['over two minutes ago', -2.01, 60, 'past'],
    ['over a year ahead', 365 * 24 * 60 + 1, 365 * 24 * 60 + 61, 'too_far_ahead'],
  ])('maintenance: %s', (_name, from, to, reason) => {
    const verdict = checkMaintenanceTimes({ startsAt: minutes(from), endsAt: minutes(to) }, NOW);
    expect(verdict.ok ? null : verdict.reason).toBe(reason);
  });

  it('starts a booking now whose start has just passed, with the end asked for', () => {
    expect(check(-1, 60)).toEqual({ ok: true, startsAt: NOW, endsAt: minutes(60) });
    expect(check(1, 60)).toEqual({ ok: true, startsAt: minutes(1), endsAt: minutes(60) });
  });
});

describe('checkBookedMachines', () => {
  const machine = (more: Partial<BookableMachine> = {}): BookableMachine => ({
    id: 'a',
    name: 'studio-01',
    status: 'active',
    simulated: false,
    cordonedAt: null,
    cordonedBy: null,
    cordonReason: null,
    drainBy: null,
    ...more,
  });

  it('takes active machines of one kind', () => {
    expect(checkBookedMachines(['a'], [machine()])).toEqual({ ok: true, simulated: false });
    expect(checkBookedMachines(['a'], [machine({ simulated: true })])).toEqual({ ok: true, simulated: true });
  });

  it('refuses unknown, inactive and mixed ones', () => {
    expect(checkBookedMachines(['a', 'b'], [machine()])).toMatchObject({ reason: 'unknown_machine' });
    expect(checkBookedMachines(['a'], [machine({ status: 'retired' })])).toMatchObject({
      reason: 'not_active',
      message: 'studio-01 is retired. Choose other machines.',
    });
    const cordon = { cordonedAt: NOW, cordonedBy: 'Aiko', cordonReason: 'fan rattles' };
    expect(checkBookedMachines(['a'], [machine(cordon)])).toMatchObject({
      reason: 'not_active',
      message: 'studio-01 is cordoned by Aiko (fan rattles). Choose other machines.',
    });
    expect(checkBookedMachines(['a', 'b'], [machine(), machine({ id: 'b', simulated: true })])).toMatchObject(
      {
        reason: 'mixed',
      },
    );
  });
});

describe('the life of a booking', () => {
  const booking = { status: 'confirmed', startsAt: minutes(60), endsAt: minutes(120) } as const;

  it('follows the clock, not who wrote it down', () => {
    expect(bookingPhase(booking, minutes(59))).toBe('upcoming');
    expect(bookingPhase(booking, minutes(60))).toBe('running');
    expect(bookingPhase(booking, minutes(120))).toBe('over');
    expect(bookingPhase({ ...booking, status: 'ended' }, minutes(70))).toBe('over');
    expect(bookingPhase({ ...booking, status: 'cancelled' }, minutes(70))).toBe('cancelled');
  });

  it('is cancelled before its start and ended after it', () => {
    expect(checkCancel(booking, minutes(0)).ok).toBe(true);
    expect(checkCancel(booking, minutes(60))).toMatchObject({ reason: 'begun' });
    expect(checkCancel(booking, minutes(120))).toMatchObject({ reason: 'over' });
    expect(checkRunning(booking, minutes(60), 'UTC').ok).toBe(true);
    expect(checkRunning(booking, minutes(0), 'Europe/Berlin')).toMatchObject({
      message: 'This booking begins at 14:00 CET.',
    });
    expect(checkRunning(booking, minutes(120), 'UTC')).toMatchObject({ reason: 'over' });
    expect(checkRunning({ ...booking, status: 'cancelled' }, minutes(70), 'UTC')).toMatchObject({
      reason: 'cancelled',
    });
  });
});
