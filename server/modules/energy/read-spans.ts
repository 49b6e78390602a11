import { setImmediate as giveWay } from 'node:timers/promises';
import { cutForRollUps } from '@/shared/domain/energy-pieces.ts';
import { overlapMs, type Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { type EnergyPiece, rolledUpToMs, sumEnergy } from '../metrics/index.ts';
import type { EnergyWindow } from './energy-sum.ts';

export type SpanAsk = { machineId: string; span: Span };

const BATCH = 20_000;
/** So many are cut or put together at a time before others have their turn. */
const SLICE = 2000;

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
  for (let start = 0; start < asks.length; start += BATCH)
    await readBatch(ctx, asks.slice(start, start + BATCH), looseMs, windows);
  return windows;
}

async function readBatch(
  ctx: ServiceContext,
  asks: readonly SpanAsk[],
  looseMs: number,
  windows: EnergyWindow[],
): Promise<void> {
  const hours: EnergyPiece[] = [];
  const minutes: EnergyPiece[] = [];
  const rests: EnergyPiece[] = [];
  for (const [key, { machineId, span }] of asks.entries()) {
    const pieces = cutForRollUps(span, looseMs);
    if (pieces.hours) hours.push({ key, machineId, fromMs: pieces.hours.fromMs, toMs: pieces.hours.toMs });
    for (const it of pieces.minutes) minutes.push({ key, machineId, fromMs: it.fromMs, toMs: it.toMs });
    for (const it of pieces.rests) rests.push({ key, machineId, fromMs: it.fromMs, toMs: it.toMs });
    if (key % SLICE === SLICE - 1) await giveWay();
  }
  const sums = await sumEnergy(ctx, { hours, minutes, rests });
  for (const [key, { span }] of asks.entries()) {
    const windowMs = overlapMs(span, span);
    const sum = sums[key];
    windows.push({
      joules: sum?.joules ?? null,
      coveredMs: sum ? Math.min(sum.coveredMs, windowMs) : 0,
      windowMs,
      sources: sum?.sources ?? [],
    });
    if (key % SLICE === SLICE - 1) await giveWay();
  }
}
