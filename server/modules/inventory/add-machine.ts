import type * as z from 'zod';
import type { AddMachineInput, JoinToken } from '@/shared/schemas/machine.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { issueJoinToken } from './join-token.ts';

/** The record comes first; the machine's agent claims it with the token. */
export async function addMachine(
  ctx: ServiceContext,
  input: z.output<typeof AddMachineInput>,
): Promise<JoinToken> {
  authorize(ctx, 'machine:add');
  return withTransaction(ctx, async (tx, afterCommit) => {
    if (await tx.machine.findUnique({ where: { name: input.name }, select: { id: true } })) {
      throw new ServiceError(
        'CONFLICT',
        `There is already a machine called ${input.name}. Choose another name.`,
      );
    }
    const machine = await tx.machine.create({ data: { name: input.name, note: input.note ?? null } });
    const token = await issueJoinToken(ctx, tx, machine);
    await emitAudit(ctx, tx, {
      action: 'machine.add',
      objectType: 'machine',
      objectId: machine.id,
      objectName: machine.name,
      after: { name: machine.name, note: machine.note },
    });
    afterCommit(() => ctx.bus.emit('machine.changed', { machineId: machine.id, revision: machine.revision }));
    return token;
  });
}
