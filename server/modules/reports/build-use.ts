import { addToHours, WEEK_HOURS, wallHours } from '@/shared/domain/week-hours.ts';
import { overlapMs, type Span } from '@/shared/domain/usage.ts';
import {
  MOST_USE_GROUPS,
  type UseGroup,
  type UseInput,
  type UseReport,
} from '@/shared/schemas/use-report.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { readTimeZone } from '../energy/index.ts';
import { readKeptWarm } from './read-kept-warm.ts';
import { readUsePieces } from './read-use-pieces.ts';
import { passed, readMachines } from './report-frame.ts';
import { inTurn } from './take-turn.ts';
import { addPiece, makeGroups, NOTHING_USED } from './use-groups.ts';
import { freedMs, type UsePiece } from './use-pieces.ts';

/** Booked, used and idle machine time of real or of simulated machines, by what one asks for, and by hour of the week. */
export async function buildUse(
  ctx: ServiceContext,
  { by, kind, ...input }: UseInput,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<UseReport> {
  authorize(ctx, 'report:read');
  return inTurn(ctx, signal, async () => {
    const window = passed(input, ctx.now());
    const [timeZone, all, keptWarm] = await Promise.all([
      readTimeZone(ctx),
      readMachines(ctx),
      readKeptWarm(ctx, window, kind),
    ]);
    const machines = all.filter((it) => it.simulated === (kind === 'simulated') && !it.isRetired);
    const groups = makeGroups(by, new Map(all.map((it) => [it.id, it])));
    const week = makeWeek(window, timeZone);
    const totals = { ...NOTHING_USED, ...NO_LOSSES };
    for await (const pieces of readUsePieces(ctx, window, kind, signal)) {
      groups.add(pieces);
      addTotals(totals, pieces, window);
      week.add(pieces);
    }
    const rows = groups.rows(machines);
    return {
      timeZone,
      ...window,
      machines: machines.length,
      totals,
      keptWarm,
      groups: rows.slice(0, MOST_USE_GROUPS),
      rest: restOf(rows.slice(MOST_USE_GROUPS)),
      hours: week.hours(),
    };
  });
}

const NO_LOSSES = { noShows: 0, freedMs: 0, beforeFirstMs: 0, afterLastMs: 0, unstartedMs: 0 };
type Totals = UseReport['totals'];

/** Where the idle time of one booking was: before its first session, after one, or all of it without any. */
function addTotals(totals: Totals, pieces: readonly UsePiece[], window: Span): void {
  const { booking } = pieces[0]!;
  totals.bookings += 1;
  if (booking.isNoShow) {
    totals.noShows += 1;
    totals.freedMs += freedMs(booking, window);
  }
  const first = booking.sessions[0];
  for (const piece of pieces) {
    addPiece(totals, piece);
    if (piece.idleMs === 0) continue;
    if (!first) {
      totals.unstartedMs += piece.idleMs;
      continue;
    }
    const waitedMs = overlapMs({ from: booking.span.from, to: first.span.from }, window);
    const beforeMs = piece.session === first ? Math.min(piece.idleMs, waitedMs) : 0;
    totals.beforeFirstMs += beforeMs;
    totals.afterLastMs += piece.idleMs - beforeMs;
  }
}

function restOf(groups: readonly UseGroup[]): UseReport['rest'] {
  if (groups.length === 0) return null;
  const sum = { ...NOTHING_USED, groups: groups.length };
  for (const it of groups) {
    addPiece(sum, it);
    sum.bookings += it.bookings;
  }
  return sum;
}

function makeWeek(window: Span, timeZone: string) {
  const hours = window.from < window.to ? wallHours(window, timeZone) : [];
  const used = new Float64Array(WEEK_HOURS);
  const lengths = new Float64Array(WEEK_HOURS);
  for (const { fromMs, toMs, cell } of hours) lengths[cell]! += toMs - fromMs;
  return {
    add: (pieces: readonly UsePiece[]): void => {
      const sessions = new Set(pieces.flatMap((it) => (it.usedMs > 0 && it.session ? [it.session] : [])));
      for (const { span, machineIds } of sessions) addToHours(hours, used, span, machineIds.length);
    },
    hours: () => [...used].map((usedMs, cell) => ({ usedMs, lengthMs: lengths[cell]! })),
  };
}
