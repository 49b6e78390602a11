import type { CostCell } from '@/shared/domain/cost-cells.ts';
import type { Span } from '@/shared/domain/usage.ts';
import type { ServiceContext } from '../../context.ts';
import { readCostCells } from './cost-cells.ts';
import { readFrame, type ReportFrame } from './report-frame.ts';

export type LiveCosts = { frame: ReportFrame; cells: CostCell[] };

/** A stretch of time worked out anew from bookings, sessions and readings. For other verbs, which have asked for the right. */
export async function liveCosts(ctx: ServiceContext, span: Span, signal?: AbortSignal): Promise<LiveCosts> {
  const frame = await readFrame(ctx, span);
  return { frame, cells: await readCostCells(ctx, frame, signal) };
}
