import { beforeEach, expect, test } from 'vitest';
import type { RentalFields } from '@/shared/schemas/rental.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine } from '../../testing/factories.ts';
import { listMachineHistory, readRental, saveRental } from './index.ts';

const HOUR_MS = 3_600_000;
const RENTAL: RentalFields = {
  provider: 'AWS EC2',
  instanceType: 'mac2-m2pro.metal',
  hostId: 'h-0123',
  hourlyPrice: 1.083,
  priceAsOf: '2026-11-18',
  minimumHours: 24,
  allocatedAt: new Date('2026-11-18T08:00:00Z'),
  releasedAt: null,
  hostState: 'available',
};

let ctx: TestContext;
let machine: { id: string; revision: number };
beforeEach(async () => {
  ctx = await makeTestContext({ role: 'admin', now: new Date('2026-11-18T12:00:00Z') });
  await makeLab(ctx.db);
  machine = await makeMachine(ctx.db, { ownership: 'rented' });
});
const save = (rental: Partial<RentalFields>, revision: number) =>
  saveRental(ctx, { machineId: machine.id, revision, rental: { ...RENTAL, ...rental } });

test('what is entered of a rented host is kept, with its day and its history', async () => {
  expect(await readRental(ctx, { machineId: machine.id })).toBeNull();
  const saved = await save({}, 1);
  expect(saved).toEqual({ ...RENTAL, hostStateAt: ctx.now(), pendingMs: 0 });
  await save({ hourlyPrice: 0.65 }, 2);
  const { rows } = await listMachineHistory(ctx, { machineId: machine.id, limit: 10 });
  expect(rows[0]!.changes).toEqual([
    { field: 'hourlyPrice', label: 'Rent an hour', kind: 'rate', from: 1.083, to: 0.65 },
  ]);
});

test('time in which the provider wipes the host adds up, and only that', async () => {
  await save({ hostState: 'pending' }, 1);
  ctx.clock.now = new Date(ctx.now().getTime() + HOUR_MS);
  // The same state said again starts nothing anew.
  await save({ hostState: 'pending', hourlyPrice: 1 }, 2);
  ctx.clock.now = new Date(ctx.now().getTime() + HOUR_MS);
  expect(await save({ hostState: 'available' }, 3)).toMatchObject({
    pendingMs: 2 * HOUR_MS,
    hostStateAt: ctx.now(),
  });
  ctx.clock.now = new Date(ctx.now().getTime() + HOUR_MS);
  expect(await save({ hostState: 'released' }, 4)).toMatchObject({ pendingMs: 2 * HOUR_MS });
});

test('a machine that was changed meanwhile, and times that can’t be, are refused', async () => {
  await save({}, 1);
  await expect(save({ hostId: 'h-9' }, 1)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await readRental(ctx, { machineId: machine.id })).toMatchObject({ hostId: 'h-0123' });
  await expect(save({ releasedAt: new Date('2026-11-17T08:00:00Z') }, 2)).rejects.toMatchObject({
    code: 'VALIDATION',
  });
  const member = await actingAs(ctx, 'member');
  await expect(
    saveRental(member, { machineId: machine.id, revision: 2, rental: RENTAL }),
  ).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
});
