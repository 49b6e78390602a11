import { type Report, REPORT_ROWS, type ReportInput } from '@/shared/schemas/report.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { readFrozenUsage } from './frozen-months.ts';
import { estimateMachines } from './estimate-machines.ts';
import { loadKeys } from './load-keys.ts';
import { readUsage } from './read-usage.ts';
import { readFrame } from './report-frame.ts';
import { inTurn } from './take-turn.ts';
import { type SessionUsage, sessionRow, type UnusedUsage, unusedRow } from './usage-rows.ts';

/**
 * What the lab did in `[from, to)`: machine time, tokens, energy and cost, simulated machines apart. A report tells
 * what happened, so it stops at this moment when `to` lies ahead.
 */
export async function buildReport(
  ctx: ServiceContext,
  input: ReportInput,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<Report> {
  authorize(ctx, 'report:read');
  return inTurn(ctx, signal, () => keptReport(ctx, input, signal));
}

/** As it was kept where it is of a frozen month, else as it is worked out now. For other verbs, which have the right and the turn. */
export async function keptReport(
  ctx: ServiceContext,
  input: ReportInput,
  signal?: AbortSignal,
): Promise<Report> {
  const [report, frozen] = [await liveReport(ctx, input, signal), await readFrozenUsage(ctx, input)];
  if (!frozen) return report;
  // Only whole days are frozen.
  const { days, simulatedDays } = input.steps === 'hours' ? report : frozen;
  return { ...report, ...frozen, days, simulatedDays };
}

/** As it is worked out now, frozen or not. For other verbs, which have asked for the right. */
export async function liveReport(
  ctx: ServiceContext,
  input: ReportInput,
  signal?: AbortSignal,
): Promise<Report> {
  const frame = await readFrame(ctx, input);
  const loading = loadKeys(ctx, frame);
  // Whoever is stopped before the end never asks for them.
  loading.catch(() => {});
  const { tally, measuring, usages } = await readUsage(ctx, frame, signal);
  const sessions = newest<SessionUsage>();
  const unusedBookings = newest<UnusedUsage>();
  for await (const batch of usages)
    for (const { sessions: own, unused } of batch) {
      for (const it of own) sessions.add(it);
      if (unused) unusedBookings.add(unused);
    }
  const [measured, keys] = await Promise.all([measuring, loading]);
  const machines = await estimateMachines(ctx, frame, tally.machines(measured));
  const kind = (simulated: boolean) =>
    tally.totals(
      simulated,
      machines.filter((it) => it.simulated === simulated),
    );
  const { timeZone, tariff, prices } = frame;
  return {
    from: input.from,
    to: input.to,
    timeZone,
    tariff,
    tariffs: prices,
    totals: kind(false),
    simulated: kind(true),
    days: tally.days(false, measured),
    simulatedDays: tally.days(true, measured),
    machines,
    projects: tally.projects(false),
    simulatedProjects: tally.projects(true),
    keys,
    ownPrices: frame.machines.filter(
      (it) =>
        !it.simulated && frame.world.prices.own.get(it.id)?.some(({ source }) => source.kind !== 'tariff'),
    ).length,
    // Only what is told has its words and figures put together.
    sessions: sessions.all().map((it) => sessionRow(frame, it)),
    unusedBookings: unusedBookings.all().map((it) => unusedRow(frame, it)),
    frozenAt: null,
  };
}

type Row = { simulated: boolean; startedAt: Date };

/** The newest of each kind, by start, in bounded memory. */
function newest<R extends Row>() {
  const kept: Record<'real' | 'simulated', R[]> = { real: [], simulated: [] };
  const byStart = (rows: readonly R[]): R[] =>
    rows.toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
  return {
    add: (row: R): void => {
      const kind = row.simulated ? 'simulated' : 'real';
      kept[kind].push(row);
      if (kept[kind].length >= 2 * REPORT_ROWS) kept[kind] = byStart(kept[kind]).slice(-REPORT_ROWS);
    },
    all: (): R[] => byStart([kept.real, kept.simulated].flatMap((rows) => byStart(rows).slice(-REPORT_ROWS))),
  };
}
