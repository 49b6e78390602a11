import { expect, test } from 'vitest';
import { dayKey } from '@/shared/domain/format.ts';
import { toLocal } from '@/shared/domain/zoned-time.ts';
import { type Past, planPast } from './plan-past.ts';

const MACHINES = ['Anjou', 'Bosc', 'Comice', 'Concorde'];
const plan = (to: string, timeZone = 'Europe/Berlin', seed = 7): Past =>
  planPast({
    seed,
    timeZone,
    days: 62,
    toMs: Date.parse(to),
    machines: MACHINES,
    bandwidthGbPerSecond: 819,
  });

const monthsBetween = (from: string, to: string): number =>
  (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 +
  Number(to.slice(5, 7)) -
  Number(from.slice(5, 7));

test('the same for the same seed, another for another', () => {
  expect(plan('2026-11-24T22:00:00Z')).toEqual(plan('2026-11-24T22:00:00Z'));
  expect(plan('2026-11-24T22:00:00Z')).not.toEqual(plan('2026-11-24T22:00:00Z', 'Europe/Berlin', 8));
});

test.each([
  ['2026-11-24T22:00:00Z', 'Europe/Berlin'],
  ['2026-04-02T03:12:00Z', 'Europe/Berlin'],
  ['2026-12-31T11:00:00Z', 'America/St_Johns'],
  ['2026-04-20T11:00:00Z', 'Australia/Lord_Howe'],
  ['2026-07-05T23:59:00Z', 'Asia/Kathmandu'],
])('looks right on %s in %s', (to, timeZone) => {
  const { span, bookings, maintenance, gaps } = plan(to, timeZone);
  const toMs = Date.parse(to);
  const from = toLocal(span.fromMs, timeZone);
  expect([from.day.slice(8), from.time]).toEqual(['01', '00:00']);
  expect(monthsBetween(from.day, toLocal(toMs, timeZone).day)).toBeGreaterThanOrEqual(2);
  for (const machine of MACHINES) {
    const taken = [
      ...bookings.filter((it) => it.machines.includes(machine)).map((it) => [it.startsMs, it.endsMs]),
      ...maintenance.filter((it) => it.machines.includes(machine)).map((it) => [it.fromMs, it.toMs]),
    ].toSorted((a, b) => a[0]! - b[0]!);
    for (const [index, [, endsMs]] of taken.entries())
      expect(taken[index + 1]?.[0] ?? toMs).toBeGreaterThanOrEqual(endsMs!);
  }
  expect(Math.max(...bookings.map((it) => it.endsMs))).toBeLessThan(toMs);
  const sessions = bookings.flatMap((it) => it.sessions);
  for (const it of sessions) {
    expect(it.endsMs).toBeGreaterThan(it.readyMs);
    for (const answer of it.answers) {
      expect(answer.endsMs).toBeLessThanOrEqual(it.endsMs);
      expect(answer.completionTokens).toBeGreaterThanOrEqual(0);
      expect(answer.decodeMs).toBeGreaterThanOrEqual(0);
    }
  }
  expect(gaps).toHaveLength(2);
  expect(maintenance).toHaveLength(2);
  expect(sessions.some((it) => it.isFailed && it.endReason === 'agent_lost')).toBe(true);
  expect(bookings.filter((it) => it.endReason === 'no_show').length).toBeGreaterThan(2);
  expect(new Set(bookings.map((it) => dayKey(it.startsMs, timeZone))).size).toBeGreaterThan(40);
});
