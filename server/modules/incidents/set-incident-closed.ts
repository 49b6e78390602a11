import type { SetIncidentClosedInput } from '@/shared/schemas/incident.ts';
import { authorize, requireUser, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { wordsOf } from './internal.ts';

/** Closes an incident with a note, or opens it again. Closing a closed one changes nothing. */
export async function setIncidentClosed(ctx: ServiceContext, input: SetIncidentClosedInput): Promise<void> {
  const { id: personId } = requireUser(ctx);
  await withTransaction(ctx, async (tx, afterCommit) => {
    const row = await tx.incident.findUnique({
      where: { id: input.id },
      include: {
        machine: { select: { name: true } },
        session: { select: { id: true, revision: true, booking: { select: { personId: true } } } },
      },
    });
    if (!row) throw new ServiceError('NOT_FOUND', 'There is no such incident.');
    authorize(ctx, 'incident:close-own', { ownerId: row.session.booking.personId });
    const note = input.note?.trim() || null;
    const { count } = await tx.incident.updateMany({
      where: { id: row.id, closedAt: input.closed ? null : { not: null } },
      data: input.closed
        ? { closedAt: ctx.now(), closedById: personId, closeNote: note }
        : { closedAt: null, closedById: null, closeNote: null },
    });
    if (count === 0) return;
    await emitAudit(ctx, tx, {
      action: input.closed ? 'incident.close' : 'incident.reopen',
      objectType: 'incident',
      objectId: row.id,
      objectName: `${row.number}: ${wordsOf(row).title}`,
      ...(note !== null && { before: {}, after: { note } }),
    });
    afterCommit(() =>
      ctx.bus.emit('session.changed', { sessionId: row.session.id, revision: row.session.revision }),
    );
  });
}
