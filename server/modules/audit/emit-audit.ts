import { Prisma } from '@/prisma/generated/client.ts';
import { auditChange, type AuditSide } from '@/shared/domain/audit-change.ts';
import { askedFrom } from '../../asked-from.ts';
import type { ServiceContext } from '../../context.ts';
import type { Transaction } from '../../db.ts';

export type AuditInput = {
  /** `entity.verb`, as `booking.create`; `shared/domain/audit-words.ts` tells it as a sentence. */
  action: string;
  objectType: string;
  objectId: string;
  objectName: string;
  /** The thing as it was; null when there was none. Left out with `after` for an act that changes no field. */
  before?: AuditSide | null;
  after?: AuditSide | null;
};

/**
 * The one way to the audit: a row inside the change's own transaction, so neither exists without the other, with
 * the fields that changed and no secret. Nothing is written when before and after are alike.
 */
export async function emitAudit(
  ctx: Writer,
  tx: Pick<Transaction, 'auditEntry'>,
  input: AuditInput,
): Promise<void> {
  await emitAudits(ctx, tx, [input]);
}

/** The same for many things that are changed together. */
export async function emitAudits(
  ctx: Writer,
  tx: Pick<Transaction, 'auditEntry'>,
  inputs: readonly AuditInput[],
): Promise<void> {
  const rows = inputs.flatMap((input) => rowOf(ctx, input) ?? []);
  if (rows.length > 0) await tx.auditEntry.createMany({ data: rows });
}

type Writer = Pick<ServiceContext, 'actor' | 'now'> & { requestId: string | null };

function rowOf(ctx: Writer, input: AuditInput): Prisma.AuditEntryCreateManyInput | null {
  const change = auditChange(input.objectType, input.before ?? null, input.after ?? null);
  if (!change) return null;
  const { actor, requestId } = ctx;
  return {
    at: ctx.now(),
    actorKind: actor.kind,
    actorId: 'id' in actor ? actor.id : actor.kind === 'agent' ? actor.machineId : null,
    actorName: actor.name,
    action: input.action,
    objectType: input.objectType,
    objectId: input.objectId,
    objectName: input.objectName,
    before: change.before ?? Prisma.DbNull,
    after: change.after ?? Prisma.DbNull,
    requestId,
    address: askedFrom.getStore() ?? null,
  };
}
