import type * as z from 'zod';
import { getMacModel } from '@/shared/data/mac-models.ts';
import type { SaveQualificationInput } from '@/shared/schemas/qualification.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';

type Input = z.output<typeof SaveQualificationInput>;

/** Makes a qualification or changes one, with the machines and models of machine that need it. */
export async function saveQualification(ctx: ServiceContext, input: Input): Promise<{ id: string }> {
  authorize(ctx, 'qualification:manage');
  return withTransaction(ctx, async (tx, afterCommit) => {
    await checkInput(tx, input);
    const fields = {
      name: input.name,
      note: input.note || null,
      expiresUnusedDays: input.expiresUnusedDays,
    };
    const before = input.id === null ? null : await describe(tx, input.id);
    if (input.id !== null && !before)
      throw new ServiceError('NOT_FOUND', 'There is no such qualification any more.');
    const { id } =
      input.id === null
        ? await tx.qualification.create({
            data: { ...fields, createdAt: ctx.now() },
            select: { id: true },
          })
        : await tx.qualification.update({ where: { id: input.id }, data: fields, select: { id: true } });
    await tx.qualificationNeed.deleteMany({ where: { qualificationId: id } });
    await tx.qualificationNeed.createMany({
      data: [
        ...[...new Set(input.machineIds)].map((machineId) => ({ qualificationId: id, machineId })),
        ...[...new Set(input.catalogIds)].map((catalogId) => ({ qualificationId: id, catalogId })),
      ],
    });
    await emitAudit(ctx, tx, {
      action: 'qualification.save',
      objectType: 'qualification',
      objectId: id,
      objectName: input.name,
      before,
      after: await describe(tx, id),
    });
    afterCommit(() => ctx.bus.emit('qualification.changed', { qualificationId: id }));
    return { id };
  });
}

async function checkInput(tx: Transaction, { id, name, machineIds, catalogIds }: Input): Promise<void> {
  // Not Prisma's comparison without case: that is a pattern, in which `_` and `%` stand for anything.
  const [other] = await tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM "Qualification" WHERE lower(name) = lower(${name}) AND id IS DISTINCT FROM ${id}::text LIMIT 1`;
  if (other) throw new ServiceError('CONFLICT', `There is already “${other.name}”. Choose another name.`);
  const machines = await tx.machine.count({ where: { id: { in: machineIds } } });
  if (machines < new Set(machineIds).size)
    throw new ServiceError('NOT_FOUND', 'One of these machines is not in the lab any more. Choose again.');
  const unknown = catalogIds.find((catalogId) => !getMacModel(catalogId));
  if (unknown !== undefined)
    throw new ServiceError(
      'VALIDATION',
      `There is no model “${unknown}” in the catalogue. Choose one of the list.`,
    );
}

/** As the audit tells it. */
export async function describe(tx: Transaction, id: string) {
  const row = await tx.qualification.findUnique({
    where: { id },
    include: { needs: { include: { machine: { select: { name: true } } } } },
  });
  if (!row) return null;
  return {
    name: row.name,
    note: row.note,
    days: row.expiresUnusedDays,
    machines: row.needs
      .map((it) => it.machine?.name ?? getMacModel(it.catalogId ?? '')?.name ?? it.catalogId ?? '')
      .toSorted(),
  };
}
