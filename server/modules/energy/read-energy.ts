import { type MeterReader, type Meters, metersFor, readersFor } from '@/shared/domain/meters.ts';
import { clip, type Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { addEnergy, type Energy, type EnergyWindow, joinWindows } from './energy-sum.ts';
import { readMeters } from './read-meters.ts';
import { readSpans, type SpanAsk } from './read-spans.ts';

export type EnergyAsk = { key: string; machineIds: readonly string[]; span: Span };

/**
 * Measured energy of machines over spans, many at once, by the asks' keys; a meter that several of an ask's machines
 * share counts once. For other verbs, which have asked for the right.
 */
export async function readEnergy(
  ctx: ServiceContext,
  asks: readonly EnergyAsk[],
): Promise<Map<string, Energy>> {
  const meters = await readMeters(ctx);
  const whole = ({ span }: EnergyAsk) => [{ ...span, share: 1 }];
  const parts = await readMeterParts(ctx, meters, asks, whole);
  return new Map(asks.map(({ key }, index) => [key, addEnergy(parts[index] ?? [])]));
}

/** Energy of one meter, for those of the asked machines that it covers; the first of them stands for it. */
export type MeterPart = Energy & { machineId: string };
type Slice = Span & { share: number };

/** Reads each ask's meters, sliced and shared as `slicesOf` says. */
export async function readMeterParts<A extends { machineIds: readonly string[]; span: Span }>(
  ctx: ServiceContext,
  meters: Meters,
  asks: readonly A[],
  slicesOf: (ask: A, reader: MeterReader) => readonly Slice[],
): Promise<MeterPart[][]> {
  const wanted: (SpanAsk & { share: number })[] = [];
  const plan = asks.map((ask) =>
    metersFor(meters, ask.machineIds).map((meter) => {
      const first = wanted.length;
      for (const reader of readersFor(meter, ask.machineIds))
        for (const slice of slicesOf(ask, reader)) {
          const span = clip(slice, reader);
          if (span) wanted.push({ machineId: reader.counterId, span, share: slice.share });
        }
      const machineId = meter.machineIds.find((id) => ask.machineIds.includes(id)) ?? '';
      return { machineId, first, end: wanted.length };
    }),
  );
  const windows = await readSpans(ctx, wanted);
  const shared = windows.map((it, index): EnergyWindow => ({
    ...it,
    joules: it.joules === null ? null : it.joules * (wanted[index]?.share ?? 1),
  }));
  return plan.map((parts) =>
    parts.map(({ machineId, first, end }) => ({ machineId, ...joinWindows(shared.slice(first, end)) })),
  );
}
