import type * as z from 'zod';
import type { AddMachineInput, JoinToken } from '@/shared/schemas/machine.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { createMachine } from './create-machine.ts';
import { issueJoinToken } from './join-token.ts';

/** The record comes first; the machine's agent claims it with the token. */
export async function addMachine(
  ctx: ServiceContext,
  input: z.output<typeof AddMachineInput>,
): Promise<JoinToken> {
  authorize(ctx, 'machine:add');
  return withTransaction(ctx, async (tx, afterCommit) => {
    const note = input.note?.trim() || null;
    const machine = await createMachine(ctx, tx, afterCommit, { name: input.name, note });
    return issueJoinToken(ctx, tx, machine);
  });
}
