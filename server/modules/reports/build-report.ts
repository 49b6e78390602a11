import { localDays, type Span } from '@/shared/domain/usage.ts';
import type { Report } from '@/shared/schemas/report.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { readCounters } from '../metrics/index.ts';
import { composeReport } from './compose-report.ts';
import { energyReader } from './energy-reader.ts';
import {
  type BookingUsage,
  loadBookings,
  loadMachines,
  loadTokens,
  type MachineUsage,
} from './load-usage.ts';
import { readTariff } from './read-tariff.ts';

const LONGEST_MS = 400 * 24 * 3_600_000;

/**
 * What the lab did in `[from, to)`: machine time, tokens, energy and cost, simulated machines apart. A report tells
 * what happened, so it stops at this moment when `to` lies ahead.
 */
export async function buildReport(ctx: ServiceContext, input: Span): Promise<Report> {
  authorize(ctx, 'report:read');
  if (input.from >= input.to)
    throw new ServiceError('VALIDATION', 'The report’s end is not after its start.');
  if (input.to.getTime() - input.from.getTime() > LONGEST_MS) {
    throw new ServiceError('VALIDATION', 'Longest report is 400 days. Choose a later start.');
  }
  const now = ctx.now();
  const holdsNow = input.from <= now && now <= input.to;
  const window = { from: input.from, to: input.to < now ? input.to : now };
  const lab = await ctx.db.lab.findUnique({ where: { id: 'lab' }, select: { timeZone: true } });
  const timeZone = lab?.timeZone ?? 'UTC';
  const days = localDays(window, timeZone);
  const [tariff, machines, tokens] = await Promise.all([
    readTariff(ctx, new Date(window.to.getTime() - 1)),
    loadMachines(ctx),
    loadTokens(ctx, days, holdsNow),
  ]);
  const bookings =
    days.length === 0
      ? []
      : await loadBookings(
          ctx,
          window,
          tokens.map((it) => it.sessionId),
        );
  const counters =
    days.length === 0 ? new Map() : await readCounters(ctx, wantedCuts(machines, bookings, days));
  const readers = new Map(machines.map((it) => [it.id, energyReader(counters.get(it.id) ?? [])]));
  return {
    from: input.from,
    to: input.to,
    timeZone,
    tariff,
    ...composeReport({ window, days, tariff, machines, bookings, tokens, readers }),
  };
}

/** The edges of every span whose energy the report asks for. */
function wantedCuts(
  machines: readonly MachineUsage[],
  bookings: readonly BookingUsage[],
  days: readonly Span[],
) {
  const dayEdges = days.flatMap((it) => [it.from, it.to]);
  const sessions = bookings.flatMap((it) => it.sessions);
  return machines.map(({ id }) => ({
    machineId: id,
    cuts: [
      ...dayEdges,
      ...sessions.filter((it) => it.machineIds.includes(id)).flatMap((it) => [it.span.from, it.span.to]),
    ],
  }));
}
