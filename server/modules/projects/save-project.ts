import { randomUUID } from 'node:crypto';
import { MOST_PROJECTS, type SaveProjectInput } from '@/shared/schemas/project.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import type { Transaction } from '../../db.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';

/** Makes a project, or changes what it is called, its budget and who is in it. */
export async function saveProject(ctx: ServiceContext, input: SaveProjectInput): Promise<{ id: string }> {
  authorize(ctx, 'project:manage');
  return withTransaction(ctx, async (tx) => {
    const before = input.id === null ? null : await lockProject(tx, input.id);
    if (!before && (await tx.project.count()) >= MOST_PROJECTS)
      throw new ServiceError('LIMIT_EXCEEDED', `A lab has ${MOST_PROJECTS} projects at most.`);
    await checkInput(tx, input);
    const id = input.id ?? randomUUID();
    const members = [...new Set(input.memberIds)].map((personId) => ({ personId }));
    const data = { name: input.name, note: input.note || null, budgetAmount: input.budgetAmount };
    await tx.projectMember.deleteMany({ where: { projectId: id } });
    await tx.project.upsert({
      where: { id },
      create: { id, ...data, createdAt: ctx.now(), members: { create: members } },
      update: { ...data, members: { create: members } },
      select: { id: true },
    });
    await emitAudit(ctx, tx, {
      action: before ? 'project.change' : 'project.add',
      objectType: 'project',
      objectId: id,
      objectName: input.name,
      before,
      after: await describe(tx, id),
    });
    return { id };
  });
}

async function checkInput(tx: Transaction, { id, name, memberIds }: SaveProjectInput): Promise<void> {
  const [other] = await tx.$queryRaw<{ name: string; archivedAt: Date | null }[]>`
    SELECT name, "archivedAt" FROM "Project"
    WHERE lower(name) = lower(${name}) AND id IS DISTINCT FROM ${id}::text LIMIT 1`;
  if (other) {
    const which = other.archivedAt ? `an archived project “${other.name}”` : `“${other.name}”`;
    throw new ServiceError('CONFLICT', `There is already ${which}. Choose another name.`);
  }
  const people = await tx.user.count({ where: { id: { in: memberIds } } });
  if (people < new Set(memberIds).size)
    throw new ServiceError('NOT_FOUND', 'One of these people is not in the lab any more. Choose again.');
}

/** Its row, held until the transaction ends, as the audit tells it. Projects are locked before bookings. */
export async function lockProject(
  tx: Transaction,
  id: string,
): Promise<Awaited<ReturnType<typeof describe>>> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "Project" WHERE id = ${id} FOR NO KEY UPDATE`;
  if (!row) throw new ServiceError('NOT_FOUND', 'There is no such project any more.');
  return describe(tx, id);
}

async function describe(tx: Transaction, id: string) {
  const row = await tx.project.findUniqueOrThrow({
    where: { id },
    include: { members: { select: { person: { select: { name: true } } } } },
  });
  return {
    name: row.name,
    note: row.note,
    budget: row.budgetAmount?.toNumber() ?? null,
    members: row.members.map((it) => it.person.name).toSorted(),
  };
}
