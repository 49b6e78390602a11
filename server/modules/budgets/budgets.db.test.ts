import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { Budget, SaveBudgetInput } from '@/shared/schemas/budget.ts';
import { clearAudit } from '../../testing/clear-audit.ts';
import { end, makeChat, untilState, write } from '../../testing/chats.ts';
import { actingAs, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeTariff } from '../../testing/factories.ts';
import { makeKey } from '../../testing/keys.ts';
import { at, HOUR } from '../../testing/usage.ts';
import { askForKey } from '../api-requests/index.ts';
import { changeBookingSeries, createBooking, createBookingSeries, moveBooking } from '../bookings/index.ts';
import { listBudgets, removeBudget, saveBudget } from './index.ts';

let member: TestContext;
let admin: TestContext;
let teamId: string;
beforeEach(async () => {
  const system = await makeTestContext({ now: at(0) });
  await system.db.$executeRaw`TRUNCATE "Booking", "Machine", "Tariff", "Project", "Budget" CASCADE`;
  await clearAudit(system.db);
  await makeLab(system.db, { timeZone: 'UTC' });
  await makeTariff(system.db, { machineHourPrice: 2 });
  teamId = (await system.db.team.create({ data: { name: randomUUID() } })).id;
  [member, admin] = [await actingAs(system, 'member'), await actingAs(system, 'admin')];
  await system.db.user.update({ where: { id: userIdOf(member) }, data: { teamId } });
});
const save = (over: object) =>
  saveBudget(
    admin,
    SaveBudgetInput.parse({
      id: null,
      scope: 'team',
      ofId: teamId,
      measure: 'hours',
      amount: 10,
      period: 'month',
      warnShare: 0.8,
      refuses: true,
      ...over,
    }),
  );
const list = async () => (await listBudgets(member, { limit: 100 })).map((it) => Budget.parse(it));
const book = (machineId: string, from: number, to: number, over: object = {}) =>
  createBooking(member, {
    id: randomUUID(),
    machineIds: [machineId],
    startsAt: at(from * HOUR),
    endsAt: at(to * HOUR),
    purpose: 'Proof search',
    ...over,
  });

test('of many who book at once only as many get through as there is room for', async () => {
  const { id } = await save({});
  const machines = await Promise.all(Array.from({ length: 6 }, () => makeMachine(admin.db)));
  const all = await Promise.allSettled(machines.map((it) => book(it.id, 1, 4)));
  expect(all.filter((it) => it.status === 'fulfilled')).toHaveLength(3);
  const refused = all.find((it) => it.status === 'rejected');
  expect(String(refused?.reason)).toContain(
    '10 machine-hours a month, has 1 machine-hours left, and this takes 3 machine-hours. Ask',
  );
  const [sum] = await admin.db.$queryRaw<{ hours: number }[]>`
    SELECT sum(extract(epoch FROM b."endsAt" - b."startsAt") / 3600)::float8 AS hours FROM "Booking" b
    JOIN "MachineBlock" k ON k."bookingId" = b.id WHERE b."teamId" = ${teamId} AND k.kind = 'booking'`;
  expect(await list()).toMatchObject([{ id, used: sum!.hours, share: 0.9, state: 'near' }]);
  // Another month has a budget of its own, and one that is taken away refuses nothing.
  await book(machines[0]!.id, 24 * 10, 24 * 10 + 5);
  await removeBudget(admin, { id });
  await book(machines[1]!.id, 6, 12);
});

test('of cost, of a project over all time, what is asked for and given back counted as charged; without the rule it only warns', async () => {
  const project = await admin.db.project.create({
    data: { name: 'Agents', members: { create: { personId: userIdOf(member) } } },
  });
  const [a, b] = [await makeMachine(admin.db), await makeMachine(admin.db, { hourlyRate: 5 })];
  const times = { projectId: project.id, startsAt: at(-8 * HOUR), endsAt: at(-HOUR) };
  await makeBooking(admin.db, { machineIds: [a.id], ...times, status: 'ended', endedAt: at(-6 * HOUR) });
  await makeBooking(admin.db, {
    machineIds: [b.id],
    projectId: project.id,
    startsAt: at(2 * HOUR),
    endsAt: at(3 * HOUR),
    status: 'pending',
  });
  const scope = {
    scope: 'project',
    ofId: project.id,
    measure: 'cost',
    period: 'all',
    amount: 12,
    warnShare: 0.5,
  };
  const { id } = await save({ ...scope, refuses: false });
  expect(await list()).toMatchObject([
    { name: 'Agents', used: 4 + 5, share: 0.75, state: 'near', currency: 'EUR', endsAt: null },
  ]);
  await save({ ...scope, id, refuses: true });
  const first = await book(a.id, 5, 6.5, { projectId: project.id });
  await expect(book(a.id, 8, 9, { projectId: project.id })).rejects.toThrow(
    '€12.00 in all, has €0.00 left, and this takes €2.00',
  );
  await book(a.id, 8, 9);
  expect(first.project).toMatchObject({ id: project.id });
  const actions = await admin.db.auditEntry.findMany({
    where: { objectType: 'budget' },
    orderBy: { id: 'asc' },
  });
  expect(actions.map((it) => it.action)).toEqual(['budget.add', 'budget.change']);
});

test('of a key and of the team whose machines answer: tokens, refused with words and when to come back', async () => {
  const chat = await makeChat();
  const { ctx, row: key } = await makeKeyOf(chat);
  const answer = await askForKey(ctx, question(), new AbortController().signal);
  await untilState(chat, answer.id, 'running');
  await write(chat, answer.id, 1, 50);
  await end(chat, answer.id, 50);
  const owner = await actingAs(chat.ctx, 'admin');
  const budget = { ...KEY_BUDGET, ofId: key.id };
  await saveBudget(owner, budget);
  const [told] = await listBudgets(owner, { limit: 10 });
  expect(told).toMatchObject({ scope: 'key', used: 12 + 50, amount: 70 });
  await expect(askForKey(ctx, question(), new AbortController().signal)).rejects.toMatchObject({
    code: 'LIMIT_EXCEEDED',
    message: expect.stringContaining('70 tokens a month, has 8 tokens left'),
    details: { apiCode: 'insufficient_quota' },
  });
  await saveBudget(owner, { ...budget, id: told!.id, amount: 5000 });
  await askForKey(ctx, question(), new AbortController().signal);
  expect(() => SaveBudgetInput.parse({ ...budget, measure: 'hours' })).toThrow('no machine time of its own');
});

test('what simulated machines answer is in no budget of a key, and none refuses it', async () => {
  const chat = await makeChat();
  const { ctx, row: key } = await makeKeyOf(chat);
  await chat.ctx.db.session.update({ where: { id: chat.session.id }, data: { simulated: true } });
  const answer = await askForKey(ctx, question(), new AbortController().signal);
  await untilState(chat, answer.id, 'running');
  await write(chat, answer.id, 1, 50);
  await end(chat, answer.id, 50);
  const owner = await actingAs(chat.ctx, 'admin');
  await saveBudget(owner, { ...KEY_BUDGET, ofId: key.id, amount: 10 });
  expect(await listBudgets(owner, { limit: 10 })).toMatchObject([{ scope: 'key', used: 0, state: 'within' }]);
  await askForKey(ctx, question(), new AbortController().signal);
});

test('a series that is changed to need more has to have it, one that needs less is let off', async () => {
  await save({});
  const machineIds = [(await makeMachine(admin.db)).id, (await makeMachine(admin.db)).id];
  const { id } = await createBookingSeries(member, {
    id: randomUUID(),
    machineIds: machineIds.slice(0, 1),
    purpose: 'Proof search',
    unit: 'days',
    every: 1,
    weekdays: [],
    nthWeekday: null,
    startsOn: at(24 * HOUR)
      .toISOString()
      .slice(0, 10),
    untilDate: null,
    times: 2,
    localTime: '04:00',
    durationMinutes: 240,
    timeZone: 'UTC',
    skip: [],
  });
  const change = async (over: { durationMinutes?: number; machineIds?: string[] }) => {
    const [first] = await admin.db.booking.findMany({
      where: { seriesId: id },
      orderBy: { startsAt: 'asc' },
    });
    const { id: bookingId, revision } = first!;
    const whole = { bookingId, revision, scope: 'all' as const, alsoMoved: false, keep: [] };
    return changeBookingSeries(member, { ...whole, ...over });
  };
  await expect(change({ durationMinutes: 330 })).rejects.toThrow('this takes 5.5 machine-hours');
  await expect(change({ machineIds })).rejects.toThrow('this takes 8 machine-hours');
  await change({ durationMinutes: 300 });
  await save({ id: (await list())[0]!.id, amount: 1 });
  await change({ durationMinutes: 240 });
  expect(await list()).toMatchObject([{ used: 8, state: 'over' }]);
});

test('a booking that is moved into a month has to have room in it, but for an override', async () => {
  await save({});
  const machine = await makeMachine(admin.db);
  await book(machine.id, 1, 7);
  const { id, revision } = await book(machine.id, 24 * 10, 24 * 10 + 5);
  const move = (by: TestContext, over: object = {}) =>
    moveBooking(by, { id, revision, startsAt: at(24 * HOUR), ...over });
  await expect(move(member)).rejects.toThrow('has 4 machine-hours left, and this takes 5 machine-hours');
  await expect(move(member, { startsAt: at(24 * 11 * HOUR) })).resolves.toMatchObject({ id });
  await move(admin, { revision: revision + 1, overrideReason: 'A deadline' });
  expect(await list()).toMatchObject([{ used: 11, state: 'over' }]);
});

test('the audit tells what it was before in the unit that it had', async () => {
  const { id } = await save({ amount: 10 });
  await save({ id, measure: 'tokens', amount: 5000 });
  const row = await admin.db.auditEntry.findFirstOrThrow({ where: { action: 'budget.change' } });
  expect(row.before).toMatchObject({ amount: '10 machine-hours' });
  expect(row.after).toMatchObject({ amount: '5,000 tokens' });
});

const KEY_BUDGET = SaveBudgetInput.parse({
  id: null,
  scope: 'key',
  ofId: 'x',
  measure: 'tokens',
  amount: 70,
  period: 'month',
  warnShare: 0.8,
  refuses: true,
});
const question = () => ({
  model: 'auto',
  messages: [{ role: 'user' as const, content: 'What is a rank, and what is it for? '.repeat(6) }],
  settings: {},
  maxTokens: 50,
});
async function makeKeyOf(chat: Awaited<ReturnType<typeof makeChat>>) {
  return makeKey(chat.ctx, { personId: userIdOf(chat.ctx) });
}
