import { expect, test } from 'vitest';
import { ListBookingsInput, ListMaintenanceInput, PlanMaintenanceInput } from './booking.ts';

const day = (count: number) => new Date(Date.UTC(2026, 0, 1 + count));

test.each([ListBookingsInput, ListMaintenanceInput])(
  'a list takes a window of 100 days and a limit',
  (input) => {
    const parse = (it: object) => input.safeParse({ from: day(0), ...it });
    expect(parse({ to: day(100) }).data).toMatchObject({ limit: 2000 });
    expect(parse({ to: day(100), limit: 2001 }).success).toBe(false);
    const tooLong = parse({ to: day(101) });
    expect(tooLong.error?.issues[0]?.message).toBe(
      'One list covers 100 days at most. Ask for a shorter time.',
    );
    expect(parse({ to: day(0) }).success).toBe(false);
    expect(parse({}).success).toBe(false);
  },
);

test('a note of maintenance is short, and may be left out', () => {
  const plan = { machineId: 'm1', startsAt: day(0), endsAt: day(1) };
  expect(PlanMaintenanceInput.parse(plan).note).toBe('');
  expect(PlanMaintenanceInput.safeParse({ ...plan, note: 'x'.repeat(201) }).success).toBe(false);
});
