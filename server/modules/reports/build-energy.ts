import { carbonGrams } from '@/shared/domain/carbon.ts';
import { sciScore, sumEmbodied } from '@/shared/domain/embodied-carbon.ts';
import { chargeEnergy, type IdlePolicy } from '@/shared/domain/energy-baseline.ts';
import { energyByPrice } from '@/shared/domain/energy-by-price.ts';
import { sleepSavings } from '@/shared/domain/idle-savings.ts';
import { priceSlots } from '@/shared/domain/price-slots.ts';
import type { ShownKind } from '@/shared/domain/shown-kind.ts';
import type { PricedSpan } from '@/shared/domain/tariffs.ts';
import type { Span } from '@/shared/domain/usage.ts';
import { addToHours, WEEK_HOURS, wallHours } from '@/shared/domain/week-hours.ts';
import { CarbonFactor } from '@/shared/schemas/cost-report.ts';
import type { EnergyInput, EnergyMachine, EnergyReport } from '@/shared/schemas/energy-report.ts';
import type { ReportInput, Tariff } from '@/shared/schemas/report.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { readCarbonFactors, readMacFigures, readMeters, sum } from '../energy/index.ts';
import { readMeasured, rememberHours } from '../metrics/index.ts';
import { keptReport } from './build-report.ts';
import { classSums, energyMachines, splitTotals } from './energy-machines.ts';
import { readPlugs } from './energy-plugs.ts';
import { type EnergyStepSum, readParts, type ReaderPart, readReaders } from './energy-readers.ts';
import { passed, readMachines } from './report-frame.ts';
import { inTurn } from './take-turn.ts';

const [MS_PER_HOUR, MILLION] = [3_600_000, 1_000_000];
type Options = { signal?: AbortSignal | undefined };

/** What the machines of one kind drew, what it stands on, when and for what, and what it stands for in money and CO₂e. */
export async function buildEnergy(
  ctx: ServiceContext,
  { kind, ...input }: EnergyInput,
  { signal }: Options = {},
): Promise<EnergyReport> {
  authorize(ctx, 'report:read');
  const own = rememberHours(ctx);
  return inTurn(own, signal, async () => energyOf(own, await readWorld(own, input, signal), kind));
}

/** The same of both kinds, from one reading of the lab's bookings. */
export async function buildBothEnergies(
  ctx: ServiceContext,
  input: ReportInput,
  { signal }: Options = {},
): Promise<Record<ShownKind, EnergyReport>> {
  authorize(ctx, 'report:read');
  return inTurn(ctx, signal, async () => {
    const own = rememberHours(ctx);
    const world = await readWorld(own, input, signal);
    return {
      real: await energyOf(own, world, 'real'),
      simulated: await energyOf(own, world, 'simulated'),
    };
  });
}

/** What is the same for real and for simulated machines; the report is on its way. */
async function readWorld(ctx: ServiceContext, input: ReportInput, signal: AbortSignal | undefined) {
  const reporting = keptReport(ctx, input, signal);
  // Whoever fails before it never asks for it.
  reporting.catch(() => {});
  const [meters, all] = await Promise.all([readMeters(ctx), readMachines(ctx)]);
  return { input, reporting, window: passed(input, ctx.now()), meters, all };
}

type World = Awaited<ReturnType<typeof readWorld>>;

async function energyOf(ctx: ServiceContext, world: World, kind: ShownKind): Promise<EnergyReport> {
  const { input, reporting, window, all } = world;
  const simulated = kind === 'simulated';
  const ofKind = all.filter((it) => it.simulated === simulated);
  const kindIds = ofKind.map((it) => it.id);
  // Of every machine of the kind, though the report may tell of fewer: so it need not wait for the report.
  const [detail, report, figures, measured, plugs] = await Promise.all([
    readDetail(ctx, world, new Set(kindIds)),
    reporting,
    readMacFigures(ctx, ofKind),
    readMeasured(ctx, kindIds),
    readPlugs(ctx, window, simulated),
  ]);
  const rows = report.machines.filter((it) => it.simulated === simulated);
  const rowIds = new Set(rows.map((it) => it.machineId));
  // A frozen month keeps its machines: what one has measured that is not among them is told nowhere.
  const isOfRows = detail.parts.every((it) => rowIds.has(it.reader.rowId));
  const { readers, parts, steps } = isOfRows ? detail : await readDetail(ctx, world, rowIds);
  const machines = energyMachines(rows, { readers, parts, figures, measured, window });
  const { timeZone, tariff, tariffs, frozenAt } = report;
  const totals = simulated ? report.simulated : report.totals;
  const slots = priceSlots(tariffs, timeZone);
  const carbon = await carbonOf(ctx, { window, frozenAt, slots, steps });
  return {
    ...input,
    timeZone,
    tariff,
    tariffs,
    frozenAt,
    totals,
    days: simulated ? report.simulatedDays : report.days,
    machines,
    split: splitTotals(machines),
    policies: policiesOf(machines, parts, totals.bookedMachineMs),
    hours: hoursOf(steps, window, timeZone),
    classes: classSums(parts),
    detailJoules: sum(parts.map((it) => it.joules)),
    prices: energyByPrice(steps, slots),
    ...footprint(machines, carbon, totals),
    free: freeOf(machines, steps, slots),
    plugs,
  };
}

/** What these machines' counters measured, part by part. */
async function readDetail(ctx: ServiceContext, { meters, window }: World, rowIds: ReadonlySet<string>) {
  const readers = await readReaders(ctx, { meters, window, rowIds });
  return { readers, ...(await readParts(ctx, window, readers)) };
}

type Slots = PricedSpan<Tariff>[];
type Carbon = EnergyReport['carbon'];

/** By factor: energy with the room's PUE × grams a kWh. A frozen month keeps the factor that it had. */
async function carbonOf(
  ctx: ServiceContext,
  asked: { window: Span; frozenAt: Date | null; slots: Slots; steps: readonly EnergyStepSum[] },
): Promise<Carbon> {
  const { window, frozenAt, slots, steps } = asked;
  const factors = frozenAt ? await keptFactor(ctx, window) : await readCarbonFactors(ctx, window);
  if (factors.length === 0) return null;
  return factors.flatMap(({ tariff: factor, ...span }, index) => {
    const [fromMs, toMs] = [
      index === 0 ? -Infinity : span.from.getTime(),
      index === factors.length - 1 ? Infinity : span.to.getTime(),
    ];
    const own = steps.filter((it) => it.fromMs >= fromMs && it.fromMs < toMs);
    const facilityJoules = sum(energyByPrice(own, slots).map((it) => it.facilityJoules));
    return [{ ...factor, facilityJoules, grams: carbonGrams(facilityJoules, factor.gramsPerKwh) }];
  });
}

async function keptFactor(ctx: ServiceContext, span: Span): Promise<(Span & { tariff: CarbonFactor })[]> {
  const month = await ctx.db.frozenMonth.findFirst({
    where: { startsAt: span.from, endsAt: span.to },
    select: { carbon: true },
  });
  return month?.carbon ? [{ ...span, tariff: CarbonFactor.parse(month.carbon) }] : [];
}

type Totals = EnergyReport['totals'];

/** Operation is E × I, making is of the same machines: those that were measured. */
function footprint(machines: readonly EnergyMachine[], carbon: Carbon, totals: Totals) {
  const own = machines.filter((it) => it.measuredJoules !== null);
  const operationalGrams = carbon === null || own.length === 0 ? null : sum(carbon.map((it) => it.grams));
  const embodiedGrams = own.length === 0 ? null : sumEmbodied(own);
  const per = (units: number) =>
    operationalGrams === null ? null : sciScore(operationalGrams, embodiedGrams, units);
  return {
    carbon,
    operationalGrams,
    embodiedGrams,
    sci: {
      perMillionTokens: per(totals.completionTokens / MILLION),
      perSessionHour: per(totals.usedMachineMs / MS_PER_HOUR),
    },
  };
}

/** Who bears what was drawn at rest, by both policies: sessions, nobody (active without a session), or the lab. */
function policiesOf(
  machines: readonly EnergyMachine[],
  parts: readonly ReaderPart[],
  reservedMs: number,
): EnergyReport['policies'] {
  const split = splitTotals(machines);
  if (split === null || split.unsplitJoules > 0) return null;
  const inSessions = sum(parts.filter((it) => it.hasRun).map((it) => it.activeJoules));
  const activeJoules = Math.min(inSessions, split.activeJoules);
  const users = [{ id: 'sessions', activeJoules, reservedMs }];
  const rest = { idleJoules: split.idleJoules, unattributedJoules: split.activeJoules - activeJoules };
  const by = (policy: IdlePolicy) => {
    const charged = chargeEnergy(policy, users, rest);
    const { unattributed, overhead } = charged;
    return { sessions: charged.users.get('sessions') ?? 0, unattributed, overhead };
  };
  return { marginal: by('marginal'), full: by('full') };
}

/** By hour of the lab's clock; a step over a full hour there is shared by time. */
function hoursOf(steps: readonly EnergyStepSum[], window: Span, timeZone: string): EnergyReport['hours'] {
  const wall = window.from < window.to ? wallHours(window, timeZone) : [];
  const sumsOf = (joulesOf: (it: EnergyStepSum) => number): number[] => {
    const week = new Float64Array(WEEK_HOURS);
    for (const it of steps) {
      const span = { from: new Date(it.fromMs), to: new Date(it.toMs) };
      addToHours(wall, week, span, joulesOf(it) / (it.toMs - it.fromMs));
    }
    return Array.from({ length: 24 }, (_, hour) => sum([...week].filter((_it, cell) => cell % 24 === hour)));
  };
  const [active, idle, unsplit] = [
    sumsOf((it) => it.activeJoules),
    sumsOf((it) => it.splitJoules - it.activeJoules),
    sumsOf((it) => it.joules - it.splitJoules),
  ];
  return active.map((activeJoules, hour) => ({
    activeJoules,
    idleJoules: Math.max(0, idle[hour]!),
    unsplitJoules: Math.max(0, unsplit[hour]!),
  }));
}

/** Awake with nothing booked: what that took, and what the same time asleep had taken where that is stated. */
function freeOf(
  machines: readonly EnergyMachine[],
  steps: readonly EnergyStepSum[],
  slots: Slots,
): EnergyReport['free'] {
  const priced = energyByPrice(
    steps.flatMap((it) => (it.restJoules > 0 ? [{ ...it, joules: it.restJoules }] : [])),
    slots,
  );
  const costs = [...Map.groupBy(priced, (it) => it.currency)].map(([currency, own]) => ({
    currency,
    cost: sum(own.map((it) => it.cost)),
  }));
  const stated = machines.flatMap(({ free, sleep, rests }) => {
    const savings = rests.length > 0 && free.ms > 0 ? sleepSavings(free, sleep?.watts ?? null) : null;
    return savings ? [{ ...free, ...savings }] : [];
  });
  const total = (key: 'ms' | 'joules' | 'asleepJoules' | 'savedJoules'): number =>
    sum(stated.map((it) => it[key]));
  return {
    ms: sum(machines.map((it) => it.free.ms)),
    joules: sum(machines.map((it) => it.free.joules)),
    costs,
    asleep:
      stated.length === 0
        ? null
        : {
            machines: stated.length,
            ms: total('ms'),
            joules: total('joules'),
            asleepJoules: total('asleepJoules'),
            savedJoules: total('savedJoules'),
          },
  };
}
