import { describe, expect, it } from 'vitest';
import {
  type BookableMachine,
  blockEnd,
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
  checkBookingTimes({ startsAt: minutes(from), endsAt: minutes(to) }, { longestBookingHours: 72 }, NOW);

describe('checkBookingTimes', () => {
  it.each([
    ['an ordinary hour', 60, 120, null],
    ['exactly the longest', 60, 60 + 72 * 60, null],
    ['exactly the shortest', 0, 5, null],
    ['exactly 90 days ahead', 90 * 24 * 60, 90 * 24 * 60 + 60, null],
    ['no time at all', 60, 60, 'backwards'],
    ['backwards', 120, 60, 'backwards'],
    ['four minutes', 60, 64, 'too_short'],
    ['a minute too long', 60, 61 + 72 * 60, 'too_long'],
    ['two minutes ago', -2, 60, null],
    ['over two minutes ago', -2.01, 60, 'past'],
    ['wholly past', -120, -60, 'past'],
    ['90 days and a minute ahead', 90 * 24 * 60 + 1, 90 * 24 * 60 + 61, 'too_far_ahead'],
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

  it('says both lengths', () => {
    expect(check(60, 60 + 80 * 60)).toMatchObject({ message: 'Longest booking is 72 h; this is 80 h.' });
    expect(check(60, 60 + 72.5 * 60)).toMatchObject({ message: 'Longest booking is 72 h; this is 72.5 h.' });
  });

  it('counts elapsed hours on days of 23 and 25', () => {
    const day = (startsAt: string, endsAt: string, longestBookingHours: number) =>
      checkBookingTimes(
        { startsAt: new Date(startsAt), endsAt: new Date(endsAt) },
        { longestBookingHours },
        NOW,
      ).ok;
    // Berlin, midnight to midnight: clocks go forward on 29 March 2026.
    expect(day('2026-03-29T00:00:00+01:00', '2026-03-30T00:00:00+02:00', 23)).toBe(true);
    const autumn = (hours: number) =>
      checkBookingTimes(
        { startsAt: new Date('2026-10-25T00:00:00+02:00'), endsAt: new Date('2026-10-26T00:00:00+01:00') },
        { longestBookingHours: hours },
        new Date('2026-10-24T00:00:00Z'),
      );
    expect(autumn(24)).toMatchObject({
      reason: 'too_long',
      message: 'Longest booking is 24 h; this is 25 h.',
    });
    expect(autumn(25).ok).toBe(true);
  });
});

describe('checkBookedMachines', () => {
  const machine = (more: Partial<BookableMachine> = {}): BookableMachine => ({
    id: 'a',
    name: 'studio-01',
    status: 'active',
    simulated: false,
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

  it('holds its machines through the turnaround', () => {
    expect(blockEnd(booking.endsAt, 15)).toEqual(minutes(135));
  });
});
