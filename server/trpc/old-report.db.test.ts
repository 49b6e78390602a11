import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { listDesired, reconcileAgent } from '../modules/sessions/index.ts';
import { actingAs, actorOfUser, makeTestContext, type TestContext } from '../testing/context.ts';
import {
  agentModel,
  machineFacts,
  makeBooking,
  makeLab,
  makeMachine,
  makeSession,
  makeTariff,
  makeUser,
} from '../testing/factories.ts';
import { createCallerFactory } from './init.ts';
import { appRouter } from './root.ts';

/*
 * A report stored in a shape that is not read any more costs that machine some words, and nobody else anything:
 * every part broken in turn, every reader asked.
 */
const HOUR_MS = 3_600_000;
const BROKEN = {
  facts: { facts: { chip: 7, hostId: 'somewhere' } },
  'no facts': { facts: {} },
  models: { models: [agentModel(), { id: 'half' }] },
  'no list of models': { models: { a: 1 } },
  engine: { engine: { ready: 'maybe' } },
};

let lab: TestContext;
beforeAll(async () => {
  lab = await makeTestContext();
  await makeLab(lab.db);
  await makeTariff(lab.db);
});

async function setUp(broken: object) {
  const person = await makeUser(lab.db);
  const ctx = await actingAs(lab, actorOfUser(person));
  const [old, fine] = [await makeMachine(lab.db, broken), await makeMachine(lab.db)];
  for (const { id } of [old, fine]) lab.agents.connected.add(id);
  const book = (machineIds: string[]) => makeBooking(lab.db, { machineIds, personId: person.id });
  return { ctx, old, fine, book, ask: createCallerFactory(appRouter)(ctx) };
}

describe.each(Object.entries(BROKEN))('with %s of an earlier shape', (_name, broken) => {
  test('every screen opens, and the machine says so', async () => {
    const { ask, old, fine } = await setUp(broken);
    const { machines } = await ask.machines.list();
    const seen = (id: string) => machines.find((it) => it.id === id);
    expect(seen(old.id)).toMatchObject({ isReportOutdated: true, name: old.name });
    expect(seen(fine.id)).toMatchObject({ isReportOutdated: false, chip: 'Apple M3 Ultra' });
    expect(await ask.machines.get({ id: old.id })).toMatchObject({ isReportOutdated: true });
    expect((await ask.machines.labNow()).machines).toBeGreaterThan(0);
    const window = { from: new Date(Date.now() - HOUR_MS), to: new Date() };
    const report = await ask.reports.usage(window);
    expect(report.machines.some((it) => it.machineId === fine.id)).toBe(true);
    await ask.metrics.lab({});
    await ask.metrics.machines({ machineIds: [old.id, fine.id], ...window });
  });

  test('its neighbour starts a model; what runs on it goes on and is read', async () => {
    const { ctx, ask, old, fine, book } = await setUp(broken);
    const beside = await book([fine.id]);
    const modelId = 'espalier-demo';
    await ask.sessions.start({ id: randomUUID(), bookingId: beside.id, modelId });
    const onIt = await book([old.id]);
    const models = await ask.sessions.startableModels({ bookingId: onIt.id });
    if ('engine' in broken) expect(models[0]?.refusal).toContain('older than the portal');
    const session = await makeSession(ctx.db, {
      bookingId: onIt.id,
      machineIds: [old.id],
      startedById: onIt.personId,
    });
    expect(await ask.sessions.get({ id: session.id })).toMatchObject({ state: 'ready' });
    expect(await listDesired(ctx, old.id)).toHaveLength(1);
    const running = [{ sessionId: session.id, epoch: session.epoch, rank: 0, state: 'ready' as const }];
    await reconcileAgent(ctx, old.id, { isNewBoot: false, running });
    expect(await ask.sessions.get({ id: session.id })).toMatchObject({ state: 'ready' });
  });
});

test('cables are seen between the others', async () => {
  const port = (domainUuid: string, peerDomainUuid: string) => ({
    thunderbolt: [
      { receptacle: '1', interface: 'en2', domainUuid, peerDomainUuid, speedGbps: 80, connected: true },
    ],
  });
  const [a, b] = await Promise.all([
    makeMachine(lab.db, { facts: machineFacts(port('left', 'right')) }),
    makeMachine(lab.db, { facts: machineFacts(port('right', 'left')) }),
  ]);
  const { ask } = await setUp(BROKEN.facts);
  const { islands } = await ask.machines.list();
  expect(islands.find((it) => it.machineIds.includes(a.id))?.machineIds).toContain(b.id);
});
