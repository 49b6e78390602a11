import { beforeAll, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { bookHours, hour, NOW } from '../../testing/bookings.ts';
import { actingAs, actorOfUser, makeTestContext, type TestContext, userIdOf } from '../../testing/context.ts';
import { makeLab, makeMachine, makeRule, makeUser } from '../../testing/factories.ts';
import {
  approveBooking,
  changeBooking,
  createBookingSeries,
  getBooking,
  handOverBooking,
  listRequests,
} from '../bookings/index.ts';
import {
  addToTeam,
  listMembers,
  listTeams,
  removeFromTeam,
  saveTeam,
  setLead,
  setMainTeam,
} from './index.ts';

let ctx: TestContext;
let admin: TestContext;
let vision: string;
let audio: string;
beforeAll(async () => {
  ctx = await makeTestContext({ now: NOW });
  await makeLab(ctx.db);
  admin = await actingAs(ctx, 'admin');
  [vision, audio] = [
    (await saveTeam(admin, { name: 'Vision' })).id,
    (await saveTeam(admin, { name: 'Audio' })).id,
  ];
});

const refused = { code: 'FORBIDDEN' };
const userOf = (by: TestContext) => ctx.db.user.findUniqueOrThrow({ where: { id: userIdOf(by) } });
const member = async (teamId: string | null = vision) =>
  actingAs(ctx, actorOfUser(await makeUser(ctx.db, { role: 'member', teamId })));
/** As signed in again: what they lead by now. */
const asLead = async (by: TestContext): Promise<TestContext> => {
  const user = await userOf(by);
  const led = await ctx.db.teamMember.findMany({ where: { userId: user.id, isLead: true } });
  return {
    ...by,
    actor: { ...actorOfUser(user), leads: led.map((it) => it.teamId) } as TestContext['actor'],
  };
};

test('the main team is always one of theirs, whichever way it came or went', async () => {
  const ines = await member();
  const teamsOf = () => ctx.db.teamMember.count({ where: { userId: userIdOf(ines) } });
  expect(await teamsOf()).toBe(1);
  await addToTeam(admin, { teamId: audio, personId: userIdOf(ines) });
  await addToTeam(admin, { teamId: audio, personId: userIdOf(ines) });
  expect([await teamsOf(), (await userOf(ines)).teamId]).toEqual([2, vision]);
  await setMainTeam(ines, { teamId: audio, personId: userIdOf(ines) });
  expect((await userOf(ines)).teamId).toBe(audio);
  await removeFromTeam(admin, { teamId: audio, personId: userIdOf(ines) });
  expect([await teamsOf(), (await userOf(ines)).teamId]).toEqual([1, vision]);
  await removeFromTeam(admin, { teamId: vision, personId: userIdOf(ines) });
  expect([await teamsOf(), (await userOf(ines)).teamId]).toEqual([0, null]);
  await expect(setMainTeam(ines, { teamId: audio, personId: userIdOf(ines) })).rejects.toThrow(
    /not in this team/,
  );
  await addToTeam(admin, { teamId: audio, personId: userIdOf(ines) });
  expect((await userOf(ines)).teamId).toBe(audio);
});

test('a lead changes who is in their team, and makes no leads', async () => {
  const [lea, jon] = [await member(), await member(audio)];
  await setLead(admin, { teamId: vision, personId: userIdOf(lea), isLead: true });
  const lead = await asLead(lea);
  await expect(addToTeam(lea, { teamId: vision, personId: userIdOf(jon) })).rejects.toMatchObject(refused);
  await addToTeam(lead, { teamId: vision, personId: userIdOf(jon) });
  const { rows } = await listMembers(lead, { limit: 500, former: false, teamId: vision });
  expect(rows.find((it) => it.id === userIdOf(jon))).toMatchObject({
    teams: [{ name: 'Audio' }, { name: 'Vision', isLead: false }],
    access: null,
  });
  await expect(addToTeam(lead, { teamId: audio, personId: userIdOf(lea) })).rejects.toMatchObject(refused);
  await expect(
    setLead(lead, { teamId: vision, personId: userIdOf(jon), isLead: true }),
  ).rejects.toMatchObject(refused);
  await expect(removeFromTeam(lead, { teamId: vision, personId: userIdOf(lea) })).rejects.toMatchObject(
    refused,
  );
  await expect(setMainTeam(lead, { teamId: vision, personId: userIdOf(jon) })).rejects.toMatchObject(refused);
  await removeFromTeam(lead, { teamId: vision, personId: userIdOf(jon) });
  const teams = await listTeams(admin, { limit: 100 });
  expect(teams.find((it) => it.id === vision)?.leads.map((it) => it.id)).toEqual([userIdOf(lea)]);
  const told = await ctx.db.auditEntry.findMany({
    where: { objectId: userIdOf(jon) },
    orderBy: { id: 'asc' },
  });
  expect(told.map((it) => [it.action, it.after])).toEqual([
    ['team.add-person', { team: 'Vision' }],
    ['team.remove-person', { team: 'Vision' }],
  ]);
});

test('a booking is charged to the team it names, which is one’s own, and can be changed', async () => {
  const [jon, cem] = [await member(), await member(audio)];
  await addToTeam(admin, { teamId: audio, personId: userIdOf(jon) });
  const other = (await saveTeam(admin, { name: 'Text' })).id;
  const [{ id: machineId }, { id: second }] = [await makeMachine(ctx.db), await makeMachine(ctx.db)];
  const budget = {
    measure: 'hours',
    amount: 3,
    period: 'all',
    refuses: true,
    createdByName: 'Ada',
    createdAt: NOW,
  };
  await ctx.db.budget.create({ data: { teamId: audio, ...budget } });
  expect(await bookHours(jon, [machineId], 1, 5)).toMatchObject({ teamId: vision });
  await expect(bookHours(jon, [machineId], 5, 6, { teamId: other })).rejects.toThrow(/not in that team/);
  await expect(bookHours(jon, [machineId], 5, 9, { teamId: audio })).rejects.toThrow(/budget/i);
  const booked = await bookHours(jon, [machineId], 5, 7, { teamId: audio });
  expect(booked).toMatchObject({ teamId: audio, teamName: 'Audio' });
  const { id, revision } = await changeBooking(jon, {
    id: booked.id,
    revision: booked.revision,
    teamId: vision,
  });
  expect(await getBooking(jon, { id })).toMatchObject({ teamId: vision });
  await expect(changeBooking(jon, { id, revision, teamId: other })).rejects.toThrow(/not in that team/);
  const back = await changeBooking(jon, { id, revision, teamId: audio });
  // Who is in the same team keeps it charged there; who leaves a team takes nothing along.
  await addToTeam(admin, { teamId: vision, personId: userIdOf(cem) });
  await removeFromTeam(admin, { teamId: audio, personId: userIdOf(jon) });
  expect(await getBooking(jon, { id })).toMatchObject({ teamId: audio });
  expect(await handOverBooking(jon, { id, revision: back.revision, personId: userIdOf(cem) })).toMatchObject({
    teamId: audio,
  });
  const series = await createBookingSeries(cem, {
    id: randomUUID(),
    machineIds: [second],
    teamId: vision,
    purpose: 'Nightly',
    unit: 'weeks',
    every: 1,
    weekdays: [],
    nthWeekday: null,
    startsOn: hour(48).toISOString().slice(0, 10),
    untilDate: null,
    times: 2,
    localTime: '04:00',
    durationMinutes: 60,
    timeZone: 'UTC',
    skip: [],
  });
  const made = await ctx.db.booking.findMany({ where: { seriesId: series.id }, select: { teamId: true } });
  expect(made.map((it) => it.teamId)).toEqual([vision, vision]);
});

test('a lead answers requests for their team, but not their own', async () => {
  const [lea, jon, cem] = [await member(), await member(), await member(audio)];
  await setLead(admin, { teamId: vision, personId: userIdOf(lea), isLead: true });
  const lead = await asLead(lea);
  await makeRule(ctx.db, 'approval', { overMachines: null, overHours: null, roles: ['member'] });
  await makeRule(ctx.db, 'visibility', { show: 'busy' });
  const [{ id: machineId }] = [await makeMachine(ctx.db)];
  const [ofJon, ofCem, ofLea] = [
    await bookHours(jon, [machineId], 10, 11),
    await bookHours(cem, [machineId], 12, 13),
    await bookHours(lead, [machineId], 14, 15),
  ];
  expect(
    (await listRequests(lead, { limit: 50 })).map((it) => [it.booking.id, it.booking.person.id]),
  ).toEqual([[ofJon.id, userIdOf(jon)]]);
  const answer = (by: TestContext, { id, revision }: typeof ofJon) =>
    approveBooking(by, { id, revision, note: '' });
  await expect(answer(lead, ofCem)).rejects.toMatchObject(refused);
  await expect(answer(lead, ofLea)).rejects.toMatchObject(refused);
  await expect(answer(cem, ofJon)).rejects.toMatchObject(refused);
  expect(await answer(lead, ofJon)).toMatchObject({ status: 'confirmed' });
  const asked = { personId: userIdOf(lea), kind: 'booking.asked' };
  expect(await ctx.db.notification.count({ where: asked })).toBe(1);
  expect(await getBooking(lead, { id: ofCem.id })).toMatchObject({
    person: { name: 'Somebody' },
    teamId: null,
  });
});
