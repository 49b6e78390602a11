import type { LabJoinToken } from '@/shared/schemas/joins.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { emitAudit } from '../audit/index.ts';
import { storeJoinToken } from './join-token.ts';

/** A token for whichever machine comes with it: its serial finds the record made beforehand, else a person says. */
export async function createLabToken(ctx: ServiceContext): Promise<LabJoinToken> {
  authorize(ctx, 'machine:add');
  return withTransaction(ctx, async (tx) => {
    const { id, ...token } = await storeJoinToken(ctx, tx, null);
    await emitAudit(ctx, tx, {
      action: 'lab.create-join-token',
      objectType: 'lab',
      objectId: 'lab',
      objectName: 'the lab',
      after: { goodUntil: token.expiresAt },
    });
    return { tokenId: id, ...token };
  });
}
