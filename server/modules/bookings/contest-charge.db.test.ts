import { beforeEach, expect, test } from 'vitest';
import { ContestChargeInput, ContestedCharge } from '@/shared/schemas/booking-cost.ts';
import { clearAudit } from '../../testing/clear-audit.ts';
import { actingAs, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeTariff } from '../../testing/factories.ts';
import { at, HOUR } from '../../testing/usage.ts';
import { contestCharge, decideCharge, listCharges, readBookingCost } from './index.ts';

let member: TestContext;
let admin: TestContext;
let me: string;
let machineId: string;
beforeEach(async () => {
  const system = await makeTestContext({ now: at(10 * HOUR) });
  await system.db.$executeRaw`TRUNCATE "Booking", "Machine", "Tariff", "Notification", "Project" CASCADE`;
  await clearAudit(system.db);
  await makeLab(system.db, { timeZone: 'UTC' });
  await makeTariff(system.db, { machineHourPrice: 2 });
  [member, admin] = [await actingAs(system, 'member'), await actingAs(system, 'admin')];
  me = userIdOf(member);
  machineId = (await makeMachine(system.db)).id;
});

const ended = (from = 0, to = 4) =>
  makeBooking(member.db, {
    machineIds: [machineId],
    personId: me,
    startsAt: at(from * HOUR),
    endsAt: at(to * HOUR),
    status: 'ended',
  });
const contest = (bookingId: string, wish: object) =>
  contestCharge(member, ContestChargeInput.parse({ bookingId, reason: 'Bosc was away', ...wish }));
const charged = async (id: string) => (await readBookingCost(member, { id })).soFar.money[0]?.amount ?? 0;
const told = async () =>
  (await member.db.notification.findMany({ orderBy: { createdAt: 'asc' } })).map((it) => [
    it.personId,
    it.kind,
    it.link,
  ]);

test('other times: asked, told to the admins, accepted and charged; both sides stay in the record', async () => {
  const { id } = await ended();
  const asked = await contest(id, { kind: 'times', wantedFrom: at(HOUR), wantedUntil: at(2 * HOUR) });
  expect(asked).toMatchObject({
    mayContest: false,
    adjustments: [{ decision: null, reason: 'Bosc was away' }],
  });
  expect(await charged(id)).toBe(8);
  const [open] = await listCharges(admin, { limit: 10 });
  expect(ContestedCharge.parse(open)).toMatchObject({ booking: { id }, askedBy: { id: me } });
  await decideCharge(admin, { id: open!.id, accept: true, answer: 'So it was' });
  // The same answer sent twice is one.
  await decideCharge(admin, { id: open!.id, accept: true, answer: 'So it was' });
  expect(await charged(id)).toBe(2);
  expect(await readBookingCost(member, { id })).toMatchObject({
    mayContest: true,
    chargedFrom: at(HOUR),
    adjustments: [{ decision: 'accepted', answer: 'So it was', decidedBy: admin.actor.name }],
  });
  const adminId = userIdOf(admin);
  expect(await told()).toEqual([
    [adminId, 'adjustment.asked', '/bookings/charges'],
    [me, 'adjustment.decided', `/bookings/${id}`],
  ]);
  const actions = await member.db.auditEntry.findMany({ orderBy: { id: 'asc' }, select: { action: true } });
  expect(actions.map((it) => it.action)).toEqual(['booking.contest-charge', 'booking.accept-charge']);
});

test('refused it is charged as before, and may be contested again; waived it costs nothing', async () => {
  const { id } = await ended();
  await contest(id, { kind: 'waive' });
  const [first] = await listCharges(admin, { limit: 10 });
  await decideCharge(admin, { id: first!.id, accept: false, answer: 'It ran' });
  expect(await charged(id)).toBe(8);
  member.clock.now = at(11 * HOUR);
  await contest(id, { kind: 'waive' });
  const [second] = await listCharges(admin, { limit: 10 });
  await decideCharge(admin, { id: second!.id, accept: true, answer: '' });
  expect(await charged(id)).toBe(0);
  const { adjustments, isWaived } = await readBookingCost(member, { id });
  expect(isWaived).toBe(true);
  expect(adjustments.map((it) => it.decision)).toEqual(['accepted', 'refused']);
  await expect(decideCharge(admin, { id: first!.id, accept: true, answer: '' })).rejects.toMatchObject({
    code: 'CONFLICT',
  });
});

test('to another project that one is a member of', async () => {
  const project = (name: string, personId: string) =>
    member.db.project.create({ data: { name, members: { create: { personId } } } });
  const adminId = userIdOf(admin);
  const [own, other] = [await project('Agents', me), await project('Vision', adminId)];
  const { id } = await ended();
  const refused = contest(id, { kind: 'project', wantedProjectId: other.id });
  await expect(refused).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await contest(id, { kind: 'project', wantedProjectId: own.id });
  const [open] = await listCharges(admin, { limit: 10 });
  await decideCharge(admin, { id: open!.id, accept: true, answer: '' });
  expect((await member.db.booking.findUniqueOrThrow({ where: { id } })).projectId).toBe(own.id);
});

test('what may not be contested says why', async () => {
  const { id } = await ended();
  await contest(id, { kind: 'waive' });
  await expect(contest(id, { kind: 'waive' })).rejects.toThrow('contested already');
  const ahead = await makeBooking(member.db, {
    machineIds: [machineId],
    personId: me,
    startsAt: at(20 * HOUR),
    endsAt: at(21 * HOUR),
  });
  await expect(contest(ahead.id, { kind: 'waive' })).rejects.toThrow('has not begun');
  const other = await makeBooking(member.db, {
    machineIds: [machineId],
    startsAt: at(5 * HOUR),
    endsAt: at(6 * HOUR),
    status: 'ended',
  });
  await expect(contest(other.id, { kind: 'waive' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const early = await ended(6, 8);
  const outside = { kind: 'times', wantedFrom: at(5 * HOUR), wantedUntil: at(7 * HOUR) };
  await expect(contest(early.id, outside)).rejects.toThrow('were held');
  expect(ContestChargeInput.safeParse({ bookingId: id, kind: 'times', reason: 'x' }).success).toBe(false);
});

test('two people contest at once: one is open', async () => {
  const { id } = await ended();
  const both = await Promise.allSettled([contest(id, { kind: 'waive' }), contest(id, { kind: 'waive' })]);
  expect(both.map((it) => it.status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(await member.db.bookingAdjustment.count()).toBe(1);
});

test('others do not read why', async () => {
  const { id } = await ended();
  await contest(id, { kind: 'waive' });
  const stranger = await actingAs(member, 'member');
  expect((await readBookingCost(stranger, { id })).adjustments).toEqual([]);
});
