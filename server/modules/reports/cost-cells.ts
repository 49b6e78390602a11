import type { ChargeLine, CostCell, ElectricityLine } from '@/shared/domain/cost-cells.ts';
import type { CostLine } from '@/shared/domain/booking-cost.ts';
import { electricityCost } from '@/shared/domain/energy-figures.ts';
import { clip, overlapMs } from '@/shared/domain/usage.ts';
import type { Tariff } from '@/shared/schemas/report.ts';
import type { ServiceContext } from '../../context.ts';
import { chargesOf, linesWithin } from '../bookings/index.ts';
import { makePauses } from './give-way.ts';
import type { BookingUsage } from './load-bookings.ts';
import { loadTokens, type TokenUsage } from './load-tokens.ts';
import type { SessionPart } from './read-session-parts.ts';
import { readBatches } from './read-batches.ts';
import type { ReportFrame } from './report-frame.ts';
import { readerOf } from './reader-of.ts';

/** What the window's bookings were charged, used and drew, in cells: the same bookings that the report goes through. */
export async function readCostCells(
  ctx: ServiceContext,
  frame: ReportFrame,
  signal?: AbortSignal,
): Promise<CostCell[]> {
  const cells = makeCells(frame);
  if (frame.days.length === 0) return [];
  const batches = readBatches(ctx, frame);
  const tokens = await loadTokens(ctx, frame.days, frame.holdsNow);
  const priced = await readPricedTokens(ctx, frame, tokens);
  const pause = makePauses(signal);
  for await (const { bookings, parts } of batches) {
    for (const booking of bookings) {
      addReserved(frame, cells, booking);
      addSessions(frame, cells, { booking, parts, tokens, priced });
      const pausing = pause();
      if (pausing) await pausing;
    }
  }
  return cells.all();
}

type Tokened = Pick<TokenUsage, 'bySession'> & { tariff: Tariff; price: number };

/** Tokens of each time in which they have a price; where that is all of it, they are known. */
async function readPricedTokens(
  ctx: ServiceContext,
  frame: ReportFrame,
  all: TokenUsage,
): Promise<Tokened[]> {
  const priced: Tokened[] = [];
  for (const { tariff, ...span } of frame.prices) {
    const own = clip(span, frame.window);
    if (!own || tariff.millionTokenPrice === null) continue;
    const isLast = own.to.getTime() === frame.window.to.getTime();
    const isAll = isLast && own.from.getTime() === frame.window.from.getTime();
    const { bySession } = isAll ? all : await loadTokens(ctx, [own], frame.holdsNow && isLast);
    priced.push({ bySession, tariff, price: tariff.millionTokenPrice });
  }
  return priced;
}

type Cells = { of(booking: BookingUsage, machineId: string): CostCell | null; all(): CostCell[] };

function makeCells(frame: ReportFrame): Cells {
  const cells = new Map<string, CostCell>();
  return {
    of: ({ simulated, teamId, teamName, project }, machineId) => {
      const machine = frame.machinesById.get(machineId);
      if (!machine) return null;
      const key = [simulated, teamId, project?.id, machineId].join(' ');
      const known = cells.get(key);
      if (known) return known;
      const cell: CostCell = {
        simulated,
        teamId,
        teamName,
        projectId: project?.id ?? null,
        projectName: project?.name ?? null,
        machineId,
        machineName: machine.name,
        catalogId: machine.catalogId,
        reservedMs: 0,
        usedMs: 0,
        charges: [],
        electricity: [],
        tokenCharges: [],
        joules: null,
        coveredMs: 0,
        windowMs: 0,
        promptTokens: 0,
        completionTokens: 0,
      };
      cells.set(key, cell);
      return cell;
    },
    all: () => [...cells.values()],
  };
}

function addReserved(frame: ReportFrame, cells: Cells, booking: BookingUsage): void {
  const { machineIds, charge, span } = booking;
  const machines = machineIds.flatMap((id) => frame.machinesById.get(id) ?? []);
  const charges = charge
    ? chargesOf({ ...charge, machines }, frame.world)
    : machines.map(({ id }) => ({ machineId: id, noShowBilled: false, spans: [span] }));
  for (const it of charges) {
    const cell = cells.of(booking, it.machineId);
    if (!cell) continue;
    cell.reservedMs += overlapMs(span, frame.window);
    for (const line of linesWithin([it], frame.world, frame.window)) addCharge(cell.charges, line);
  }
}

function addCharge(charges: ChargeLine[], { source, currency, hourly, machineMs, amount }: CostLine): void {
  const version = source.kind === 'tariff' ? source.version : null;
  const own = charges.find(
    (it) =>
      it.source === source.kind && it.version === version && it.currency === currency && it.hourly === hourly,
  );
  if (!own) charges.push({ currency, hourly, source: source.kind, version, machineMs, amount });
  else {
    own.machineMs += machineMs;
    own.amount = amount === null ? null : (own.amount ?? 0) + amount;
  }
}

type Sessions = {
  booking: BookingUsage;
  parts: ReadonlyMap<string, SessionPart[]>;
  tokens: TokenUsage;
  priced: readonly Tokened[];
};

function addSessions(frame: ReportFrame, cells: Cells, { booking, parts, tokens, priced }: Sessions): void {
  for (const { id, span, machineIds } of booking.sessions) {
    const own = tokens.bySession.get(id);
    for (const machineId of machineIds) {
      const cell = cells.of(booking, machineId);
      if (!cell) continue;
      cell.usedMs += overlapMs(span, frame.window);
      cell.promptTokens += (own?.promptTokens ?? 0) / machineIds.length;
      cell.completionTokens += (own?.completionTokens ?? 0) / machineIds.length;
      for (const { tariff, price, bySession } of priced) {
        const share = (bySession.get(id)?.completionTokens ?? 0) / machineIds.length;
        if (share > 0) addTokens(cell, tariff, share, price);
      }
    }
    for (const part of parts.get(id) ?? []) addEnergy(frame, cells, booking, part);
  }
}

function addTokens(cell: CostCell, { version, currency }: Tariff, tokens: number, price: number): void {
  const amount = (tokens / 1_000_000) * price;
  const own = cell.tokenCharges.find((it) => it.version === version);
  if (!own) cell.tokenCharges.push({ currency, version, tokens, amount });
  else {
    own.tokens += tokens;
    own.amount += amount;
  }
}

/** Each cut's joules by the tariff of its time: Σ E(slot) × tariff(slot). */
function addEnergy(frame: ReportFrame, cells: Cells, booking: BookingUsage, { cut, meters }: SessionPart) {
  const { version, currency } = cut.tariff;
  for (const { machineId, joules, coveredMs, windowMs } of meters) {
    const cell = cells.of(booking, readerOf(frame, machineId, cut.from));
    if (!cell) continue;
    cell.coveredMs += coveredMs;
    cell.windowMs += windowMs;
    if (joules === null) continue;
    cell.joules = (cell.joules ?? 0) + joules;
    const facilityJoules = joules * cut.tariff.pue;
    const amount = electricityCost(joules, cut.tariff);
    const line: ElectricityLine = { currency, version, joules, facilityJoules, amount };
    const own = cell.electricity.find((it) => it.version === version && it.currency === currency);
    if (!own) cell.electricity.push(line);
    else {
      own.joules += joules;
      own.facilityJoules += facilityJoules;
      own.amount += line.amount;
    }
  }
}
