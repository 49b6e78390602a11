import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';

export type AuditInput = {
  /** `entity.verb`, as `booking.create`. */
  action: string;
  objectType: string;
  objectId: string;
  objectName: string;
  detail?: string;
};

/** Writes the audit row inside the change's own transaction, so neither exists without the other. */
export async function emitAudit(ctx: ServiceContext, tx: Transaction, input: AuditInput): Promise<void> {
  const { actor } = ctx;
  await tx.auditEntry.create({
    data: {
      at: ctx.now(),
      actorKind: actor.kind,
      actorId: actor.kind === 'user' ? actor.id : actor.kind === 'agent' ? actor.machineId : null,
      actorName: actor.name,
      action: input.action,
      objectType: input.objectType,
      objectId: input.objectId,
      objectName: input.objectName,
      detail: input.detail ?? null,
      requestId: ctx.requestId,
    },
  });
}
