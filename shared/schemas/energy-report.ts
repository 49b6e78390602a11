import * as z from 'zod';
import { POWER_CLASSES } from '../domain/power-class.ts';
import { SHOWN_KINDS } from '../domain/shown-kind.ts';
import { CarbonFactor } from './cost-report.ts';
import { Making, Sleep } from './mac-figure.ts';
import { DayRow, MachineEnergyRow, REPORT_SPAN, ReportTotals, Tariff, withinReport } from './report.ts';
import { Count, Id, Instant } from './units.ts';

export const EnergyInput = withinReport(
  z.object({
    ...REPORT_SPAN,
    kind: z.enum(SHOWN_KINDS).default('real'),
    steps: z.enum(['days', 'hours']).optional(),
  }),
);
export type EnergyInput = z.output<typeof EnergyInput>;

/** What a counter reads when nothing runs. */
const Rest = z.object({
  counter: z.enum(['wall', 'own']),
  idleWatts: z.number(),
  basis: z.enum(['learned', 'table']),
  /** How many quiet minutes it was learned from. */
  minutes: Count,
});

/** Active + idle = measured; both null where nothing was measured, or the power at rest is not known. */
const EnergyMachine = MachineEnergyRow.extend({
  activeJoules: z.number().nullable(),
  idleJoules: z.number().nullable(),
  rests: z.array(Rest),
  /** Awake with nothing booked and nothing running, in whole hours and minutes, and what was drawn at rest then. */
  free: z.object({ ms: z.number(), joules: z.number() }),
  classes: z.array(z.enum(POWER_CLASSES)),
  sleep: Sleep.nullable(),
  making: Making.nullable(),
  /** From its first reading ever on, within the time: what of its life falls on it. */
  reservedMs: z.number(),
});
export type EnergyMachine = z.output<typeof EnergyMachine>;

const PricedEnergy = z.object({
  version: Count,
  currency: z.string().length(3),
  pricePerKwh: z.number(),
  pue: z.number(),
  joules: z.number(),
  facilityJoules: z.number(),
  cost: z.number(),
});

/** Σ of the three is what was measured, under both policies. */
const Charged = z.object({ sessions: z.number(), unattributed: z.number(), overhead: z.number() });

const Watts = z.number();
export const MOST_PLUG_POINTS = 400;
const Plug = z.object({
  meterId: Id,
  name: z.string(),
  machines: z.array(z.string()),
  /** Hours in which both measured throughout. */
  hours: Count,
  wallJoules: z.number(),
  chipJoules: z.number(),
  /** Own sensor ÷ wall; null with less than an hour. */
  ratio: z.number().nullable(),
  /** Null where the hours are too few or too alike for a line. */
  fit: z
    .object({
      slope: z.number(),
      offsetWatts: Watts,
      slopeError: z.number(),
      residualWatts: Watts,
      points: Count,
    })
    .nullable(),
  /** Hour means, evenly taken where there are more. */
  points: z.array(z.object({ wallWatts: Watts, chipWatts: Watts })).max(MOST_PLUG_POINTS),
});
export type Plug = z.output<typeof Plug>;

const Sci = z.object({ gramsPerUnit: z.number(), isOperationalOnly: z.boolean() }).nullable();

export const EnergyReport = z.object({
  from: Instant,
  to: Instant,
  timeZone: z.string(),
  tariff: Tariff,
  tariffs: z.array(z.object({ from: Instant, to: Instant, tariff: Tariff })).min(1),
  frozenAt: Instant.nullable(),
  /** The overview's, to the joule. */
  totals: ReportTotals,
  days: z.array(DayRow),
  machines: z.array(EnergyMachine),
  /** Σ of the machines whose power at rest is known; unsplit: measured energy of the others. */
  split: z.object({ activeJoules: z.number(), idleJoules: z.number(), unsplitJoules: z.number() }).nullable(),
  /** By who bears what was drawn at rest; null where it is not known of every machine. */
  policies: z.object({ marginal: Charged, full: Charged }).nullable(),
  /** By hour of the lab's day from midnight: Σ is `detailJoules`. */
  hours: z
    .array(z.object({ activeJoules: z.number(), idleJoules: z.number(), unsplitJoules: z.number() }))
    .length(24),
  classes: z.array(
    z.object({ of: z.enum(POWER_CLASSES), joules: z.number(), coveredMs: z.number(), machines: Count }),
  ),
  /** As the meters' rows tell it now: the totals', but for a frozen month whose readings came late. */
  detailJoules: z.number(),
  prices: z.array(PricedEnergy),
  /** Null: no factor was chosen. */
  carbon: z.array(CarbonFactor.extend({ facilityJoules: z.number(), grams: z.number() })).nullable(),
  operationalGrams: z.number().nullable(),
  /** Of the measured machines; null while the making of one is not known. */
  embodiedGrams: z.number().nullable(),
  sci: z.object({ perMillionTokens: Sci, perSessionHour: Sci }),
  free: z.object({
    ms: z.number(),
    joules: z.number(),
    costs: z.array(z.object({ currency: z.string(), cost: z.number() })),
    /** Of the machines whose draw asleep is stated. */
    asleep: z
      .object({
        machines: Count,
        ms: z.number(),
        joules: z.number(),
        asleepJoules: z.number(),
        savedJoules: z.number(),
      })
      .nullable(),
  }),
  plugs: z.array(Plug),
});
export type EnergyReport = z.output<typeof EnergyReport>;
