import { type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';
import { tellAnswer } from './answer-request.ts';

type Lapsed = {
  id: string;
  personId: string;
  purpose: string;
  startsAt: Date;
  endsAt: Date;
  revision: number;
};

/** Requests whose start passes without an answer are declined, and who asked is told. Every portal looks each second. */
export async function lapseRequests(ctx: ServiceContext): Promise<{ bookingIds: string[] }> {
  const now = ctx.now();
  const [first] = await ctx.db.$queryRaw<{ isDue: boolean }[]>`
    SELECT coalesce((SELECT min("startsAt") FROM "Booking" WHERE status = 'pending') <= ${now}, false) AS "isDue"`;
  if (!first?.isDue) return { bookingIds: [] };
  const lapsed = await withTransaction(ctx, async (tx, afterCommit) => {
    const rows = await tx.$queryRaw<Lapsed[]>`
      UPDATE "Booking" SET status = 'declined', "endReason" = 'lapsed', "decidedAt" = ${now}, revision = revision + 1
      WHERE id IN (
        SELECT id FROM "Booking" WHERE status = 'pending' AND "startsAt" <= ${now} ORDER BY id FOR NO KEY UPDATE
      )
      RETURNING id, "personId", purpose, "startsAt", "endsAt", revision`;
    for (const row of rows) {
      await emitAudit(ctx, tx, {
        action: 'booking.lapse',
        objectType: 'booking',
        objectId: row.id,
        objectName: row.purpose,
        before: { status: 'pending' },
        after: { status: 'declined' },
      });
      await tellAnswer(ctx, tx, afterCommit, row, { agreed: false, note: '' });
      afterCommit(() => ctx.bus.emit('booking.changed', { bookingId: row.id, revision: row.revision }));
    }
    return rows;
  });
  return { bookingIds: lapsed.map((it) => it.id) };
}
