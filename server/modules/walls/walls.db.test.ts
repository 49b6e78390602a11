import { beforeAll, describe, expect, test } from 'vitest';
import { createCallerFactory } from '../../trpc/init.ts';
import { appRouter } from '../../trpc/root.ts';
import { actingAs, makeTestContext, type TestContext } from '../../testing/context.ts';
import { makeBooking, makeLab, makeMachine, makeUser, newestReading } from '../../testing/factories.ts';
import { findWallLink } from './index.ts';

const NOW = new Date('2026-11-18T22:04:00Z');
const HOUR_MS = 3_600_000;
const later = (hours: number) => new Date(NOW.getTime() + hours * HOUR_MS);

let lab: TestContext;
let admin: TestContext;
beforeAll(async () => {
  lab = await makeTestContext({ now: NOW });
  await makeLab(lab.db);
  admin = await actingAs(lab, 'admin');
});
const ask = (ctx: TestContext) => createCallerFactory(appRouter)(ctx).walls;
const makeLink = async (given: { showsNames?: boolean; days?: 1 | 7 | null } = {}) => {
  const made = await ask(admin).makeLink({ name: 'Corridor', showsNames: true, days: null, ...given });
  const token = made.url.split('#')[1]!;
  return { ...made, token, screen: () => findWallLink(lab, token) };
};
const screenOf = async (link: Awaited<ReturnType<typeof makeLink>>) =>
  ask(await actingAs(lab, (await link.screen())!));

describe('a link of a wall', () => {
  test('is known by its secret, which is nowhere kept, until it is taken back', async () => {
    const link = await makeLink();
    expect(link.url).toMatch(/^https:\/\/lab\.example\/wall#[\w-]{43}$/);
    expect(JSON.stringify(await lab.db.wallLink.findMany())).not.toContain(link.token);
    expect(JSON.stringify(await lab.db.auditEntry.findMany())).not.toContain(link.token);
    expect(await link.screen()).toMatchObject({ kind: 'wall', id: link.id, name: 'Corridor' });
    lab.events.length = 0;
    await ask(admin).revokeLink({ id: link.id });
    expect(await link.screen()).toBeNull();
    expect(lab.events).toContainEqual({ event: 'wall.revoked', payload: { wallId: link.id } });
    lab.events.length = 0;
    await ask(admin).revokeLink({ id: link.id });
    expect(lab.events).toEqual([]);
    expect((await ask(admin).links({})).map((it) => it.id)).not.toContain(link.id);
  });

  test('runs out when it was made to', async () => {
    const link = await makeLink({ days: 1 });
    try {
      lab.clock.now = later(23.9);
      expect(await link.screen()).not.toBeNull();
      lab.clock.now = later(24);
      expect(await link.screen()).toBeNull();
    } finally {
      lab.clock.now = NOW;
    }
  });
});

describe('what a wall shows', () => {
  test('who has a Mac and who is next by name, never what for; no name at all where the link says so', async () => {
    const [ada, bo] = [await makeUser(lab.db, { name: 'Ada' }), await makeUser(lab.db, { name: 'Bo' })];
    const machine = await makeMachine(lab.db, {
      name: 'Anjou',
      agent: { state: 'online', reading: newestReading() },
    });
    const book = (personId: string, from: number, to: number) =>
      makeBooking(lab.db, {
        machineIds: [machine.id],
        personId,
        purpose: 'a secret purpose',
        startsAt: later(from),
        endsAt: later(to),
      });
    await book(ada.id, -1, 2);
    await book(bo.id, 2, 3);
    const named = await (await screenOf(await makeLink())).read({});
    const anjou = named.machines.find((it) => it.id === machine.id)!;
    expect(anjou.holder).toMatchObject({ kind: 'held', personName: 'Ada', nextPersonName: 'Bo' });
    expect(named.ahead).toMatchObject([
      { at: later(2), kind: 'booking', personName: 'Bo', machineNames: ['Anjou'] },
    ]);
    const nameless = await (await screenOf(await makeLink({ showsNames: false }))).read({});
    expect(nameless.machines.find((it) => it.id === machine.id)?.holder).toMatchObject({
      kind: 'held',
      personName: null,
      nextPersonName: null,
    });
    for (const told of [named, nameless]) expect(JSON.stringify(told)).not.toContain('secret purpose');
    expect(JSON.stringify(nameless)).not.toMatch(/Ada|"Bo"/);
  });

  test('one kind of machines, and says how many others there are', async () => {
    const played = await makeMachine(lab.db, { name: 'Played', simulated: true });
    // What was told a moment ago is told again for a moment.
    lab.clock.now = later(0.01);
    const real = await ask(admin).read({});
    expect(real).toMatchObject({ shown: 'real', otherMachines: 1 });
    expect(real.machines.map((it) => it.id)).not.toContain(played.id);
    const simulated = await ask(admin).read({ show: 'simulated' });
    expect(simulated).toMatchObject({ shown: 'simulated', machines: [{ id: played.id }] });
    expect(simulated.islands.every((it) => it.simulated)).toBe(true);
  });
});
