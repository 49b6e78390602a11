import type * as z from 'zod';
import { alertKind, patienceOf } from '@/shared/domain/alert-kinds.ts';
import { type Firing, type Minutes, replayAlert, replayRefusal } from '@/shared/domain/alert-replay.ts';
import type { Span } from '@/shared/domain/usage.ts';
import { type AlertPreview, type PreviewAlertInput, SHOWN_FIRINGS } from '@/shared/schemas/alert.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { findPeaks, type MinuteFigure, readLabSteps, readMachineMinutes } from '../metrics/index.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const DAYS = 7;
/** What somebody waits for in a dialog; the days that were read by then are what is told of. */
const PATIENCE_MS = 4000;

type Asked = z.output<typeof PreviewAlertInput>;
type Subject = { name: string; simulated: boolean };
/** One thing's minutes, gathered a day at a time from the newest on. */
type Past = Subject & { days: Minutes[] };

/**
 * How often a rule, saved or not, would have fired in the last seven days by the stored minutes of what it watches; for
 * kinds that these cannot tell, why not. Reads the newest days first, and no more than somebody waits for. A saved one
 * comes with how often it has fired.
 */
export async function previewAlertRule(
  ctx: ServiceContext,
  asked: Asked,
  { patienceMs = PATIENCE_MS }: { patienceMs?: number } = {},
): Promise<z.output<typeof AlertPreview>> {
  authorize(ctx, 'alert:manage');
  const now = ctx.now();
  const since = new Date(now.getTime() - DAYS * DAY_MS);
  const hasFired =
    asked.id === null
      ? null
      : await ctx.db.alert.count({ where: { ruleId: asked.id, firedAt: { gte: since } } });
  const refusal = replayRefusal(asked.kind);
  const { threshold, clearsAt } = asked;
  if (refusal !== null || threshold === null || clearsAt === null)
    return { refusal: refusal ?? 'it has no marks', since, hasFired, real: null, simulated: null };
  const rule = { kind: asked.kind, threshold, clearsAt, ...patienceOf(asked) };
  const { pasts, from } = await readPast(ctx, { asked, threshold, since, now, patienceMs });
  const kind = (simulated: boolean) => {
    const all = pasts
      .filter((it) => it.simulated === simulated)
      .flatMap(({ name, days }) => replayAlert(rule, joined(days)).map((it) => ({ name, ...it })));
    return countOf(all);
  };
  return { refusal: null, since: from, hasFired, real: kind(false), simulated: kind(true) };
}

const countOf = (firings: (Firing & { name: string })[]) => ({
  times: firings.length,
  things: new Set(firings.map((it) => it.name)).size,
  newest: firings.toSorted((a, b) => b.from.getTime() - a.from.getTime()).slice(0, SHOWN_FIRINGS),
});

/** The newest day was read first. */
const joined = (days: readonly Minutes[]): Minutes => ({
  at: days.toReversed().flatMap((it) => [...it.at]),
  values: days.toReversed().flatMap((it) => [...it.values]),
});

type Reading = { asked: Asked; threshold: number; since: Date; now: Date; patienceMs: number };

async function readPast(
  ctx: ServiceContext,
  { asked, threshold, since, now, patienceMs }: Reading,
): Promise<{ pasts: Past[]; from: Date }> {
  const untilMs = performance.now() + patienceMs;
  const readDay =
    asked.scope === 'lab' ? labReader(ctx) : await machineReader(ctx, asked, { threshold, since });
  const pasts = new Map<string, Past>();
  const to = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  let from = new Date(to);
  for (let day = 1; day <= DAYS; day += 1) {
    const window = { from: new Date(to - day * DAY_MS), to: from };
    for (const { name, simulated, ...minutes } of await readDay(window)) {
      const past = pasts.get(name) ?? { name, simulated, days: [] };
      past.days.push(minutes);
      pasts.set(name, past);
    }
    from = window.from;
    if (performance.now() > untilMs) break;
  }
  return { pasts: [...pasts.values()], from };
}

type DayReader = (window: Span) => Promise<(Subject & Minutes)[]>;

const labReader =
  (ctx: ServiceContext): DayReader =>
  async (window) => {
    const steps = await readLabSteps(ctx, { window, stepMs: MINUTE_MS, table: 'minutes' });
    return [false, true].map((simulated) => {
      const told = steps.flatMap((it) =>
        it.simulated === simulated && it.powerWatts !== null ? [{ at: it.at, watts: it.powerWatts }] : [],
      );
      return {
        name: simulated ? 'The simulated lab' : 'The lab',
        simulated,
        at: told.map((it) => it.at.getTime() / MINUTE_MS),
        values: told.map((it) => it.watts),
      };
    });
  };

const FIGURES: Partial<Record<Asked['kind'], MinuteFigure>> = { hot: 'temperature', power_over: 'power' };

/** Only of machines that reached the mark at all: of the others no minute is read. */
async function machineReader(
  ctx: ServiceContext,
  { kind, scope, machineIds, catalogIds }: Asked,
  { threshold, since }: { threshold: number; since: Date },
): Promise<DayReader> {
  const figure = FIGURES[kind];
  if (!figure || !alertKind(kind).measure?.rises) return async () => [];
  const machines = await ctx.db.machine.findMany({
    where: {
      status: { not: 'retired' },
      ...(scope === 'machines' && { id: { in: machineIds } }),
      ...(scope === 'models' && { catalogId: { in: catalogIds } }),
    },
    select: { key: true, name: true, simulated: true },
  });
  const keys = machines.map((it) => it.key);
  const reached = await findPeaks(ctx, { figure, keys, since, atLeast: threshold });
  const byKey = new Map(machines.map((it) => [it.key, it]));
  return async (window) => {
    const found =
      reached.length === 0 ? [] : await readMachineMinutes(ctx, { figure, keys: reached, window });
    return found.flatMap(({ key, ...minutes }) => {
      const machine = byKey.get(key);
      return machine ? [{ name: machine.name, simulated: machine.simulated, ...minutes }] : [];
    });
  };
}
