import { setImmediate as giveWay } from 'node:timers/promises';
import { cutForRollUps } from '@/shared/domain/energy-pieces.ts';
import { overlapMs, type Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { type EnergyPiece, rolledUpToMs, sumEnergy } from '../metrics/index.ts';
import type { EnergyWindow } from './energy-sum.ts';

export type SpanAsk = { machineId: string; span: Span };

const BATCH = 2000;

/**
 * Measured energy of machines' own counters over any spans, many at once: hour rows within, minute rows beside them,
 * chunks second by second at the ends while they are kept. Spans that touch add up.
 *
 * @returns one window an ask, in their order; `joules: null` where nothing was measured.
 */
export async function readSpans(ctx: ServiceContext, asks: readonly SpanAsk[]): Promise<EnergyWindow[]> {
  if (asks.length === 0) return [];
  const looseMs = await rolledUpToMs(ctx);
  const windows: EnergyWindow[] = [];
  for (let start = 0; start < asks.length; start += BATCH) {
    windows.push(...(await readBatch(ctx, asks.slice(start, start + BATCH), looseMs)));
    await giveWay();
  }
  return windows;
}

async function readBatch(
  ctx: ServiceContext,
  asks: readonly SpanAsk[],
  looseMs: number,
): Promise<EnergyWindow[]> {
  const hours: EnergyPiece[] = [];
  const minutes: EnergyPiece[] = [];
  const rests: EnergyPiece[] = [];
  for (const [index, { machineId, span }] of asks.entries()) {
    const own = { key: String(index), machineId };
    const pieces = cutForRollUps(span, looseMs);
    if (pieces.hours) hours.push({ ...own, ...pieces.hours });
    for (const it of pieces.minutes) minutes.push({ ...own, ...it });
    for (const it of pieces.rests) rests.push({ ...own, ...it });
  }
  const sums = await sumEnergy(ctx, { hours, minutes, rests });
  return asks.map(({ span }, index): EnergyWindow => {
    const windowMs = overlapMs(span, span);
    const sum = sums.get(String(index));
    if (!sum) return { joules: null, coveredMs: 0, windowMs, sources: [] };
    return { ...sum, coveredMs: Math.min(sum.coveredMs, windowMs), windowMs };
  });
}
