import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { SaveRuleInput } from '@/shared/schemas/booking-rule.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeLab, makeMachine, makeRule } from '../../testing/factories.ts';
import { createBooking } from '../bookings/index.ts';
import { listRules, removeRule, saveRule, whatMayIBook } from './index.ts';

/** A Tuesday, 13:00 in the lab. */
const NOW = new Date('2026-11-24T12:00:00Z');
const hour = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
const LAB = { scope: 'lab', ofId: null } as const;

let admin: TestContext;
let member: TestContext;
beforeEach(async () => {
  const system = await makeTestContext({ now: NOW });
  await makeLab(system.db);
  admin = await actingAs(system, 'admin');
  member = await actingAs(system, 'member');
});
const audits = (objectId: string) =>
  admin.db.auditEntry.findMany({ where: { objectId }, orderBy: { id: 'asc' } });

describe('setting a rule', () => {
  test('replaces what stood there, and the audit tells both', async () => {
    const first = await saveRule(admin, { kind: 'longest', value: { hours: 12 }, ...LAB });
    const second = await saveRule(admin, { kind: 'longest', value: { hours: 24 }, ...LAB });
    expect(second.id).toBe(first.id);
    expect(second).toMatchObject({ setBy: admin.actor.name, setAt: NOW, ofName: null });
    expect(await audits(first.id)).toMatchObject([
      { action: 'booking-rule.save', objectName: 'Longest booking', after: { value: '12 h' } },
      { action: 'booking-rule.save', before: { value: '12 h' }, after: { value: '24 h' } },
    ]);
    expect(admin.events).toContainEqual({ event: 'booking-rule.changed', payload: { ruleId: first.id } });
    await removeRule(admin, first);
    expect((await listRules(member, { limit: 1000 })).rules.filter((it) => it.kind === 'longest')).toEqual(
      [],
    );
    expect(await audits(first.id)).toHaveLength(3);
    await expect(removeRule(admin, first)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('of a team, machine and model stand beside each other, by their names', async () => {
    const machine = await makeMachine(admin.db);
    const team = await admin.db.team.create({ data: { name: `Team ${randomUUID()}` } });
    await saveRule(admin, { kind: 'machines', value: { count: 2 }, scope: 'team', ofId: team.id });
    await saveRule(admin, { kind: 'machines', value: { count: 1 }, scope: 'machine', ofId: machine.id });
    await saveRule(admin, { kind: 'machines', value: { count: 4 }, scope: 'model', ofId: 'studio-m3ultra' });
    const { rules, teams } = await listRules(member, { limit: 1000 });
    expect(rules.filter((it) => it.kind === 'machines').map((it) => it.ofName)).toEqual([
      team.name,
      machine.name,
      'Mac Studio (M3 Ultra, 2025)',
    ]);
    expect(teams).toContainEqual({ id: team.id, name: team.name });
  });

  test('is for admins, of what is there, of what it can be about', async () => {
    const gone = { scope: 'machine', ofId: randomUUID() } as const;
    const longest = { kind: 'longest', value: { hours: 1 } } as const;
    await expect(saveRule(member, { ...longest, ...LAB })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(saveRule(admin, { ...longest, ...gone })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(
      saveRule(admin, { kind: 'visibility', value: { show: 'busy' }, ...gone }),
    ).rejects.toMatchObject({ code: 'VALIDATION' });
  });

  test.each<[string, unknown]>([
    ['a number that is none', { kind: 'longest', value: { hours: 0 } }],
    ['longer than is ever booked', { kind: 'longest', value: { hours: 91 * 24 } }],
    ['another kind’s value', { kind: 'machines', value: { hours: 2 } }],
    ['no such kind', { kind: 'colour', value: {} }],
    ['a time that is none', { kind: 'opening', value: { days: [1], from: '25:00', to: '24:00' } }],
  ])('takes no %s', (_name, rule) => {
    expect(SaveRuleInput.safeParse({ ...(rule as object), ...LAB }).success).toBe(false);
  });

  test('eight at once leave one', async () => {
    const saves = [1, 2, 3, 4, 5, 6, 7, 8].map((hours) =>
      saveRule(admin, { kind: 'longest', value: { hours }, ...LAB } satisfies z.output<typeof SaveRuleInput>),
    );
    expect(new Set((await Promise.all(saves)).map((it) => it.id)).size).toBe(1);
  });
});

describe('what may I book', () => {
  const row = async (key: string) => (await whatMayIBook(member)).find((it) => it.key === key);

  test('tells the standard, then whose rule counts', async () => {
    expect(await row('longest')).toMatchObject({ forYou: '72 h', setFor: 'Standard', since: null });
    expect(await row('person_hours')).toMatchObject({ forYou: 'no limit', share: null });
    await saveRule(admin, { kind: 'longest', value: { hours: 12 }, ...LAB });
    const machine = await makeMachine(admin.db);
    await saveRule(admin, { kind: 'longest', value: { hours: 48 }, scope: 'machine', ofId: machine.id });
    expect(await row('longest')).toMatchObject({
      forYou: '12 h',
      stand: `${machine.name}: 48 h`,
      setFor: 'Lab',
      since: NOW,
    });
    expect(await row('horizon')).toMatchObject({ forYou: '90 days', stand: 'until Mon 22 Feb 2027' });
  });

  test('tells where one stands this week', async () => {
    await makeRule(admin.db, 'person_hours', { hours: 10 });
    const { id } = await makeMachine(admin.db);
    const booking = { id: randomUUID(), machineIds: [id], purpose: 'A test' };
    await createBooking(member, { ...booking, startsAt: hour(1), endsAt: hour(4) });
    expect(await row('person_hours')).toMatchObject({
      forYou: '10 h',
      stand: '3 h this week, what is asked for counted',
      share: 0.3,
    });
  });
});
