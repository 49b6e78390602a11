import { beforeEach } from 'vitest';
import type { AlertKind } from '@/shared/domain/alert-kinds.ts';
import { evaluateAlerts, listAlerts } from '../modules/alerts/index.ts';
import { actingAs, makeTestContext, type TestContext } from './context.ts';
import { makeLab, makeMachine, newestReading } from './factories.ts';

const START = new Date('2026-11-18T20:00:00Z');
/** So many seconds after a test of alerts begins. */
export const at = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);

/** A lab before each test, all of its alert rules switched off, and what such tests do and look at. */
export function alertLab() {
  let ctx: TestContext;
  let admin: TestContext;
  let rules: Awaited<ReturnType<TestContext['db']['alertRule']['findMany']>> | undefined;
  beforeEach(async () => {
    ctx = await makeTestContext({ now: START });
    await ctx.db
      .$executeRaw`TRUNCATE "Booking", "Machine", "Tariff", "Project", "Alert", "AlertSilence", "AlertCondition",
        "Notification", "Webhook", "User" CASCADE`;
    // As the lab came, but for being off: each test switches on what it is about.
    rules ??= (await ctx.db.alertRule.findMany()).map((it) => ({ ...it, isOn: false }));
    await ctx.db.alertRule.deleteMany();
    await ctx.db.alertRule.createMany({ data: rules });
    await ctx.db.alertRound.updateMany({ data: { at: new Date(0) } });
    await makeLab(ctx.db, { timeZone: 'UTC' });
    admin = await actingAs(ctx, 'admin');
    await round(0);
  });

  /** The round at so many seconds; every test's machines are as they were set. */
  const round = async (
    seconds: number,
    more: { mayJudge?: boolean; withBudgets?: boolean } = {},
    of = ctx,
  ) => {
    ctx.clock.now = at(seconds);
    return evaluateAlerts(of, { mayJudge: true, ...more });
  };
  /** A round every fifteen seconds, as sweeps do. */
  const rounds = async (
    from: number,
    to: number,
    before: (seconds: number) => Promise<unknown> = async () => 0,
  ) => {
    for (let seconds = from; seconds <= to; seconds += 15) {
      await before(seconds);
      await round(seconds);
    }
  };
  const switchOn = (kind: AlertKind, data: object = {}) =>
    ctx.db.alertRule.updateMany({ where: { kind }, data: { isOn: true, ...data } });
  const told = async () =>
    (await ctx.db.notification.findMany({ orderBy: [{ createdAt: 'asc' }, { title: 'asc' }] })).map(
      (it) => `${it.kind}: ${it.title}`,
    );
  const ways = async () =>
    (await ctx.db.notificationDelivery.findMany({ orderBy: { createdAt: 'asc' } }))
      .map((it) => it.channel)
      .toSorted();
  const alerts = async (who = admin, which: 'firing' | 'all' = 'all') =>
    (await listAlerts(who, { which, limit: 50 })).rows;
  const say = (machineId: string, seconds: number, reading: object = {}) =>
    ctx.db.agent.update({
      where: { machineId },
      data: {
        state: 'online',
        lastSeenAt: at(seconds),
        reading: { ...newestReading(), at: at(seconds), ...reading },
      },
    });
  const silent = (machineId: string, since: number) =>
    ctx.db.agent.update({ where: { machineId }, data: { state: 'lost', lastSeenAt: at(since) } });
  const hasMeasured = (key: number) =>
    ctx.db.$executeRaw`
      INSERT INTO "ReadingHour" ("machineKey", at, "energyJoules", "coveredMs", readings, "powerSources") VALUES (${key}, ${at(-3600)}, 1, 1, 1, 0)`;
  const makeOffline = async (name: string, data: object = {}) => {
    const machine = await makeMachine(ctx.db, { name, ...data });
    await silent(machine.id, 0);
    return machine;
  };
  return {
    now: () => ({ ctx, admin }),
    round,
    rounds,
    switchOn,
    told,
    ways,
    alerts,
    say,
    silent,
    hasMeasured,
    makeOffline,
  };
}

export const plain = (texts: string[]): string[] => texts.map((it) => it.replaceAll(/[\u00a0\u202f]/g, ' '));
