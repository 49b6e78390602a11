import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { listSimulatable } from '@/shared/data/mac-models.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine } from '../../testing/factories.ts';
import { createBooking, moveBooking } from '../bookings/index.ts';
import {
  deleteQualification,
  grantQualification,
  listMissing,
  listNeedsOf,
  listQualifications,
  revokeGrant,
  saveQualification,
} from './index.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const DAY_MS = 86_400_000;

let member: TestContext;
let admin: TestContext;
let personId: string;
let machine: { id: string; name: string };
beforeEach(async () => {
  const system = await makeTestContext({ now: NOW });
  await makeLab(system.db, { timeZone: 'Europe/Berlin' });
  member = await actingAs(system, 'member');
  admin = await actingAs(system, 'admin');
  personId = (member.actor as { id: string }).id;
  machine = await makeMachine(system.db);
  await system.db.qualification.deleteMany();
});

const save = (changes: Partial<Parameters<typeof saveQualification>[1]> = {}) =>
  saveQualification(admin, {
    id: null,
    name: 'Studio handling',
    note: '',
    expiresUnusedDays: 90,
    machineIds: [machine.id],
    catalogIds: [],
    ...changes,
  });
const after = (days: number): void => {
  member.clock.now = new Date(NOW.getTime() + days * DAY_MS);
};
const book = (who = member, machineIds = [machine.id]) =>
  createBooking(who, {
    id: randomUUID(),
    machineIds,
    startsAt: member.clock.now!,
    endsAt: new Date(member.clock.now!.getTime() + 3_600_000),
    purpose: 'LoRA sweep',
  });
const mine = async () => (await listQualifications(member, { limit: 10 }))[0]!.mine;

test('who has it no more does not put a booking off, but it can be moved for them', async () => {
  const { id } = await save();
  const { grantId } = await grantQualification(admin, { id, personId });
  const hoursOn = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
  const booking = await createBooking(member, {
    id: randomUUID(),
    machineIds: [machine.id],
    startsAt: hoursOn(1),
    endsAt: hoursOn(2),
    purpose: 'LoRA sweep',
  });
  await revokeGrant(admin, { grantId, revoked: true });
  const to = { id: booking.id, revision: booking.revision, startsAt: hoursOn(48) };
  await expect(moveBooking(member, to)).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: expect.stringContaining('was taken back'),
  });
  expect(await moveBooking(admin, to)).toMatchObject({ startsAt: hoursOn(48) });
});

test('a name is taken whatever its case, and a line in it stands for itself', async () => {
  await save({ name: 'Ring 1' });
  await save({ name: 'Ring_1' });
  await expect(save({ name: 'RING_1' })).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('who lacks it is refused with the rule, an admin too; who is given it books', async () => {
  const { id } = await save();
  const why = `${machine.name} needs “Studio handling”, which you do not have yet. An admin can grant it.`;
  for (const who of [member, admin])
    await expect(book(who)).rejects.toMatchObject({
      code: 'PRECONDITION_FAILED',
      message: why,
      details: { reason: 'unqualified' },
    });
  expect(await listMissing(member, { limit: 10 })).toEqual([
    { machineId: machine.id, note: 'needs “Studio handling”', why },
  ]);
  await grantQualification(admin, { id, personId });
  expect(await listMissing(member, { limit: 10 })).toEqual([]);
  await book();
  await expect(book(admin)).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('it ends after so many days without use; each use and each grant counts anew', async () => {
  const { id } = await save();
  await grantQualification(admin, { id, personId });
  after(89);
  await book();
  after(89 + 89);
  expect(await mine()).toMatchObject({ standing: 'valid' });
  after(89 + 90);
  expect(await mine()).toMatchObject({ standing: 'ended' });
  await expect(book()).rejects.toMatchObject({
    message: `${machine.name} needs “Studio handling”. Yours ended on Sat 22 May after 90 days without use; ${admin.actor.name} or another admin can renew it.`,
  });
  await grantQualification(admin, { id, personId });
  await book();
});

test('a booking of another machine, or one cancelled, is no use of it', async () => {
  const { id } = await save();
  const other = await makeMachine(member.db);
  await grantQualification(admin, { id, personId });
  after(60);
  await book(member, [other.id]);
  const cancelled = await book();
  await member.db.booking.update({ where: { id: cancelled.id }, data: { status: 'cancelled' } });
  after(91);
  expect(await mine()).toMatchObject({ standing: 'ended' });
});

test('every machine of a model needs it, one made later too', async () => {
  const [model] = listSimulatable();
  const { id } = await save({ machineIds: [], catalogIds: [model!.id] });
  const own = await makeMachine(member.db, { catalogId: model!.id });
  await expect(book(member, [own.id])).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  await book();
  expect(await listNeedsOf(member, { machineId: own.id, limit: 10 })).toEqual([
    { qualificationId: id, name: 'Studio handling', standing: 'none', until: null },
  ]);
  expect((await listQualifications(member, { limit: 10 }))[0]!.models).toEqual([
    { id: model!.id, name: model!.name },
  ]);
});

test('taken back it is gone, given back it is as it was; deleted, its machines are anybody’s', async () => {
  const { id } = await save();
  const { grantId } = await grantQualification(admin, { id, personId });
  after(5);
  await revokeGrant(admin, { grantId, revoked: true });
  await revokeGrant(admin, { grantId, revoked: true });
  expect(await mine()).toEqual(
    expect.objectContaining({ standing: 'revoked', until: new Date(NOW.getTime() + 5 * DAY_MS) }),
  );
  await revokeGrant(admin, { grantId, revoked: false });
  expect(await mine()).toMatchObject({ standing: 'valid', until: new Date(NOW.getTime() + 90 * DAY_MS) });
  const audit = await admin.db.auditEntry.findMany({ where: { objectId: id }, orderBy: { id: 'asc' } });
  expect(audit.map((it) => it.action)).toEqual([
    'qualification.save',
    'qualification.grant',
    'qualification.revoke',
    'qualification.give-back',
  ]);
  await deleteQualification(admin, { id });
  await book(admin);
});

test('who has it is told to members by name, and not to viewers', async () => {
  const { id } = await save();
  await grantQualification(admin, { id, personId });
  const [seen] = await listQualifications(member, { limit: 10 });
  expect(seen!.holders).toMatchObject([
    { person: { id: personId, name: member.actor.name }, standing: 'valid', grantedBy: admin.actor.name },
  ]);
  const viewer = await actingAs(member, 'viewer');
  expect((await listQualifications(viewer, { limit: 10 }))[0]!.holders).toBeNull();
});

test('a name that is taken, a machine or model that is not there: refused, and nothing is written', async () => {
  const { id } = await save();
  await expect(save({ name: 'studio Handling' })).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(save({ id, machineIds: [randomUUID()] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(save({ id, catalogIds: ['no-such-mac'] })).rejects.toMatchObject({ code: 'VALIDATION' });
  await expect(save({ id: randomUUID(), name: 'Other' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await listQualifications(member, { limit: 10 }))[0]!.machines).toEqual([
    { id: machine.id, name: machine.name },
  ]);
});
