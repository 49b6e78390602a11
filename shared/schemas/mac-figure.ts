import * as z from 'zod';
import { DEFAULT_LIFE_YEARS } from '../domain/embodied-carbon.ts';
import { Text } from './text.ts';
import { Count, Id, Instant } from './units.ts';

const Kg = z.number().min(0.1, 'A machine’s making is 0.1 kg at least.').max(100_000);
const Watts = z.number().min(0).max(1000);
const Source = Text.trim().min(1, 'Say where the number is from.').max(300);

/** What making one machine stood for. */
export const Making = z.object({
  kgCo2e: z.number(),
  lifeYears: z.number(),
  /** Entered of this machine, of its kind, or as its maker published it. */
  basis: z.enum(['machine', 'kind', 'published']),
  source: z.string(),
});
export type Making = z.output<typeof Making>;

/** What it draws asleep, as somebody stated. */
export const Sleep = z.object({ watts: z.number(), source: z.string() });
export type Sleep = z.output<typeof Sleep>;

/** Of a kind of Mac by its catalogue id, or of one machine; what is null is not known (any more). */
export const SetMacFigureInput = z
  .object({
    catalogId: Id.nullable(),
    machineId: Id.nullable(),
    makingKgCo2e: z.object({ value: Kg, source: Source }).nullable(),
    lifeYears: z.number().min(0.5).max(30).default(DEFAULT_LIFE_YEARS),
    sleepWatts: z.object({ value: Watts, source: Source }).nullable(),
  })
  .refine((it) => (it.catalogId === null) !== (it.machineId === null), 'Choose a kind or a machine.');
export type SetMacFigureInput = z.output<typeof SetMacFigureInput>;

/** As it stands: the newest of each kind and machine. */
export const MacFigure = z.object({
  version: Count,
  catalogId: z.string().nullable(),
  machineId: z.string().nullable(),
  /** Of the kind or the machine. */
  name: z.string(),
  makingKgCo2e: z.number().nullable(),
  makingSource: z.string().nullable(),
  lifeYears: z.number(),
  sleepWatts: z.number().nullable(),
  sleepSource: z.string().nullable(),
  createdByName: z.string(),
  createdAt: Instant,
});
export const MOST_MAC_FIGURES = 500;
