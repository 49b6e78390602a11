import type { Prisma } from '@/prisma/generated/client.ts';
import { ADJUSTMENT_KINDS, type ChargeAdjustment } from '@/shared/schemas/booking-cost.ts';

export const ADJUSTMENT = {
  askedBy: { select: { id: true, name: true } },
  decidedBy: { select: { name: true } },
  wantedProject: { select: { id: true, name: true } },
} satisfies Prisma.BookingAdjustmentInclude;
export type AdjustmentRow = Prisma.BookingAdjustmentGetPayload<{ include: typeof ADJUSTMENT }>;

export const toAdjustment = (row: AdjustmentRow): ChargeAdjustment => ({
  id: row.id,
  kind: ADJUSTMENT_KINDS.find((it) => it === row.kind)!,
  wantedFrom: row.wantedFrom,
  wantedUntil: row.wantedUntil,
  wantedProject: row.wantedProject,
  reason: row.reason,
  askedBy: row.askedBy,
  askedAt: row.askedAt,
  decision: row.decision === 'accepted' || row.decision === 'refused' ? row.decision : null,
  answer: row.answer,
  decidedBy: row.decidedBy?.name ?? null,
  decidedAt: row.decidedAt,
});

type Contested = {
  status: string;
  endReason: string | null;
  startsAt: Date;
  adjustments: readonly { decision: string | null }[];
};

/** A charge is contested once there is one, and one thing at a time. */
export function mayContest(
  { status, endReason, startsAt, adjustments }: Contested,
  now: Date,
): { ok: true } | { ok: false; message: string } {
  if ((status !== 'confirmed' && status !== 'ended') || endReason === 'preempted')
    return { ok: false, message: 'Nothing is charged for this booking, so there is nothing to contest.' };
  if (startsAt > now)
    return {
      ok: false,
      message:
        'This booking has not begun: change or cancel it, and nothing is charged for what is not held.',
    };
  if (adjustments.some((it) => it.decision === null))
    return { ok: false, message: 'This charge is contested already. An admin answers first.' };
  return { ok: true };
}
