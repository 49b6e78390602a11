import type { Machine } from '@/shared/schemas/machine.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { ServiceError } from '../../errors.ts';
import { changeMachine } from './change-machine.ts';
import { endAgent } from './end-agent.ts';
import { getMachine } from './get-machine.ts';

const REASON = 'An admin of the lab has revoked this agent.';

/** Ends the agent's identity for good: it is disconnected now and refused from then on. */
export async function revokeAgent(ctx: ServiceContext, input: { id: string }): Promise<Machine> {
  authorize(ctx, 'machine:edit');
  const { id } = input;
  let was: string | null = null;
  await changeMachine(ctx, {
    id,
    revision: null,
    data: {},
    action: 'agent.revoke',
    describe: () => ({ before: { agent: was }, after: { agent: 'revoked' } }),
    check: async (tx, before, afterCommit) => {
      was = await endAgent(ctx, tx, afterCommit, { machineId: id, reason: REASON });
      if (!was) throw new ServiceError('PRECONDITION_FAILED', `${before.name} has no agent to revoke.`);
    },
  });
  return getMachine(ctx, { id });
}
