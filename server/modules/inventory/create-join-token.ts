import type { JoinToken } from '@/shared/schemas/machine.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { emitAudit } from '../audit/index.ts';
import { issueJoinToken } from './join-token.ts';
import { lockMachine } from './lock-machine.ts';

/** For a machine that has not joined yet or has lost its key; the agent it has keeps working until another joins. */
export async function createJoinToken(ctx: ServiceContext, input: { id: string }): Promise<JoinToken> {
  authorize(ctx, 'machine:edit');
  return withTransaction(ctx, async (tx) => {
    const machine = await lockMachine(tx, input.id);
    if (machine.status === 'retired') {
      throw new ServiceError(
        'PRECONDITION_FAILED',
        `${machine.name} is retired. Make it active again first.`,
      );
    }
    const token = await issueJoinToken(ctx, tx, machine);
    await emitAudit(ctx, tx, {
      action: 'machine.create-join-token',
      objectType: 'machine',
      objectId: machine.id,
      objectName: machine.name,
      after: { goodUntil: token.expiresAt },
    });
    return token;
  });
}
