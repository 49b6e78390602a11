import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RuleValue } from '@/shared/schemas/booking-rule.ts';
import { actingAs, makeTestContext, type TestContext } from '../testing/context.ts';
import { makeLab, makeRule, makeTariff } from '../testing/factories.ts';
import { procedures } from '../testing/procedures.ts';
import { RIGHTS } from '../testing/rights-table.ts';
import { makeWorld, type World } from '../testing/rights-world.ts';
import { createCallerFactory } from './init.ts';
import { appRouter } from './root.ts';

/*
 * What others see of a booking is the lab's rule, wherever they look: every query there is, as somebody else, about a
 * stranger's machine, bookings and session. A new one is asked too, by its line in the table of rights.
 */
type Show = RuleValue<'visibility'>['show'];

/**
 * Where people are told by name for another reason than a booking: the team, chats, prompts and comparisons they share,
 * who has a Mac at home.
 */
const NAMES_ARE_ANOTHER_MATTER =
  /^(team|chat|chatLibrary|chatShelf|comparisons|custody|register|asset|qualifications|lab|machines\.history)\b/;

let lab: TestContext;
beforeEach(async () => {
  lab = await makeTestContext();
  await makeLab(lab.db);
  await makeTariff(lab.db);
});

async function ask(by: TestContext, name: string, input: unknown): Promise<string> {
  let target: unknown = createCallerFactory(appRouter)(by);
  for (const step of name.split('.')) target = (target as Record<string, unknown>)[step];
  return (target as (input: unknown) => Promise<unknown>)(input).then(
    (answer) => JSON.stringify(answer) ?? '',
    (error: Error) =>
      `${error.message} ${JSON.stringify((error.cause as { details?: unknown })?.details ?? null)}`,
  );
}

/** Who is told the stranger's name, and who what they booked for. */
async function whatIsTold(by: TestContext, world: World) {
  const about = { ...world, machine: world.theirs.machine, mine: world.theirs } as World;
  const { running, ahead, machine } = world.theirs;
  const name = (await lab.db.user.findUniqueOrThrow({ where: { id: running.personId } })).name;
  const queries = Object.entries(procedures).filter(([, it]) => it._def.type === 'query');
  const asked = queries.flatMap(([procedure]) =>
    (RIGHTS[procedure] ?? []).map((it) => [procedure, it.input?.(about)] as const),
  );
  const wanted = {
    machineIds: [machine.id],
    startsAt: running.startsAt,
    endsAt: ahead.endsAt,
    purpose: 'Mine',
  };
  const startsAt = new Date(Date.now() + 60_000);
  const told = { names: new Set<string>(), purposes: new Set<string>() };
  const read = async (procedure: string, input: unknown) => {
    const answer = await ask(by, procedure, input);
    if (answer.includes(name) && !NAMES_ARE_ANOTHER_MATTER.test(procedure)) told.names.add(procedure);
    if ([running, ahead].some((it) => answer.includes(it.purpose))) told.purposes.add(procedure);
  };
  for (const [procedure, input] of asked) await read(procedure, input);
  await read('bookings.create', { ...wanted, id: randomUUID(), startsAt });
  const window = { from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 86_400_000) };
  await read('bookings.list', window);
  return { names: [...told.names].toSorted(), purposes: [...told.purposes].toSorted() };
}

describe.each(['member', 'viewer'] as const)('to a %s', (role) => {
  test('“busy” tells neither a name nor a purpose, whatever is asked', async () => {
    await makeRule(lab.db, 'visibility', { show: 'busy' });
    const by = await actingAs(lab, role);
    expect(await whatIsTold(by, await makeWorld(by))).toEqual({ names: [], purposes: [] });
  });
});

test('“name” tells who and never what for', async () => {
  await makeRule(lab.db, 'visibility', { show: 'name' });
  const by = await actingAs(lab, 'member');
  const { names, purposes } = await whatIsTold(by, await makeWorld(by));
  expect(names).toEqual(expect.arrayContaining(['bookings.create', 'bookings.get', 'machines.list']));
  expect(purposes).toEqual([]);
});

test.each<[string, Show, 'member' | 'admin']>([
  ['a member where all is shown', 'all', 'member'],
  ['an admin whatever is shown', 'busy', 'admin'],
])('%s is told both', async (_name, show, role) => {
  await makeRule(lab.db, 'visibility', { show });
  const by = await actingAs(lab, role);
  const { names, purposes } = await whatIsTold(by, await makeWorld(by));
  const told = [
    'bookings.create',
    'bookings.get',
    'bookings.list',
    'machines.list',
    'sessions.get',
    'sessions.list',
  ];
  expect(names).toEqual(expect.arrayContaining(told));
  expect(purposes).toEqual(expect.arrayContaining([...told, 'models.onMacs', 'reports.usage']));
});

test('a team’s own rule goes before the lab’s, and one’s own is one’s own', async () => {
  const team = await lab.db.team.create({ data: { name: `Team ${randomUUID()}` } });
  await makeRule(lab.db, 'visibility', { show: 'all' });
  await makeRule(lab.db, 'visibility', { show: 'busy' }, { teamId: team.id });
  const by = await actingAs(lab, 'member');
  const { stranger, theirs, mine } = await makeWorld(by);
  const read = (id: string) => ask(by, 'bookings.get', { id });
  expect(await read(theirs.running.id)).toContain(theirs.running.purpose);
  await lab.db.user.updateMany({ data: { teamId: team.id } });
  by.bus.emit('member.changed', { userId: stranger.id });
  expect(await read(theirs.running.id)).not.toMatch(new RegExp(`${theirs.running.purpose}|${stranger.name}`));
  expect(await read(mine.running.id)).toContain(mine.running.purpose);
});
