import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { Project, SaveProjectInput } from '@/shared/schemas/project.ts';
import { clearAudit } from '../../testing/clear-audit.ts';
import { actingAs, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeTariff } from '../../testing/factories.ts';
import { at, HOUR, HOUR_MS } from '../../testing/usage.ts';
import { createBooking } from '../bookings/index.ts';
import { archiveProject, listProjectChoices, listProjects, saveProject } from './index.ts';

let admin: TestContext;
let member: TestContext;
let me: string;
beforeEach(async () => {
  const system = await makeTestContext({ now: at(4 * HOUR) });
  await system.db.$executeRaw`TRUNCATE "Booking", "Machine", "Tariff", "Project" CASCADE`;
  await clearAudit(system.db);
  await makeLab(system.db, { timeZone: 'UTC' });
  await makeTariff(system.db, { machineHourPrice: 2 });
  [member, admin] = [await actingAs(system, 'member'), await actingAs(system, 'admin')];
  me = userIdOf(member);
});
const save = (input: object) =>
  saveProject(
    admin,
    SaveProjectInput.parse({ id: null, name: 'Agents', budgetAmount: null, memberIds: [me], ...input }),
  );
const list = async (ctx: TestContext) =>
  (await listProjects(ctx, { limit: 100 })).map((it) => Project.parse(it));

test('its members read it with what it has cost, so far and ahead, of real machines', async () => {
  const { id } = await save({ budgetAmount: 350 });
  const machine = await makeMachine(admin.db);
  const simulated = await makeMachine(admin.db, { simulated: true });
  const of = (machineId: string, from: number, to: number, over = {}) =>
    makeBooking(admin.db, {
      machineIds: [machineId],
      projectId: id,
      startsAt: at(from * HOUR),
      endsAt: at(to * HOUR),
      ...over,
    });
  await of(machine.id, 0, 2, { status: 'ended', endedAt: at(HOUR) });
  await of(machine.id, 3, 6);
  await of(machine.id, 7, 8, { status: 'pending' });
  await of(machine.id, 8, 9, { status: 'cancelled' });
  await of(simulated.id, 0, 4, { simulated: true });
  expect(await list(member)).toMatchObject([
    {
      name: 'Agents',
      budgetAmount: 350,
      currency: 'EUR',
      members: [{ id: me }],
      bookings: 2,
      soFar: { money: [{ currency: 'EUR', amount: 4 }], chargedMs: 2 * HOUR_MS },
      ahead: { money: [{ currency: 'EUR', amount: 4 }], chargedMs: 2 * HOUR_MS },
    },
  ]);
  expect(await list(await actingAs(member, 'member'))).toEqual([]);
});

test('a booking names a project of its person’s that goes on', async () => {
  const { id } = await save({});
  const machine = await makeMachine(admin.db);
  const book = (ctx: TestContext, hour: number) =>
    createBooking(ctx, {
      id: randomUUID(),
      machineIds: [machine.id],
      startsAt: at(hour * HOUR),
      endsAt: at((hour + 1) * HOUR),
      purpose: 'Proof search',
      projectId: id,
    });
  expect((await book(member, 5)).project).toEqual({ id, name: 'Agents' });
  expect((await book(admin, 7)).project).toEqual({ id, name: 'Agents' });
  await expect(book(await actingAs(member, 'member'), 9)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await archiveProject(admin, { id, archived: true });
  await expect(book(member, 9)).rejects.toThrow('archived');
  expect(await listProjectChoices(member, { limit: 10 })).toEqual([]);
  await archiveProject(admin, { id, archived: false });
  expect(await listProjectChoices(member, { limit: 10 })).toEqual([{ id, name: 'Agents' }]);
});

test('is changed as a whole, one of a name, and the audit tells it', async () => {
  const { id } = await save({});
  await expect(save({ name: 'agents' })).rejects.toThrow('There is already “Agents”');
  await expect(save({ name: 'Other', memberIds: [randomUUID()] })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await save({ id, name: 'Agents 2', budgetAmount: 12.5, memberIds: [] });
  await archiveProject(admin, { id, archived: true });
  await archiveProject(admin, { id, archived: true });
  expect(await list(admin)).toMatchObject([
    { name: 'Agents 2', budgetAmount: 12.5, members: [], archivedAt: at(4 * HOUR) },
  ]);
  const rows = await admin.db.auditEntry.findMany({ orderBy: { id: 'asc' }, select: { action: true } });
  expect(rows.map((it) => it.action)).toEqual(['project.add', 'project.change', 'project.archive']);
  await expect(save({ id: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
