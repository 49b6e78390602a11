import type * as z from 'zod';
import type { Machine, RenameMachineInput } from '@/shared/schemas/machine.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { checkName } from './check-name.ts';
import { changeMachine } from './change-machine.ts';
import { getMachine } from './get-machine.ts';

export async function renameMachine(
  ctx: ServiceContext,
  input: z.output<typeof RenameMachineInput>,
): Promise<Machine> {
  authorize(ctx, 'machine:edit');
  const { id, name, revision } = input;
  await checkName(ctx.db, name, id);
  await changeMachine(ctx, {
    id,
    revision,
    data: { name },
    action: 'machine.rename',
    describe: (before) => ({ before: { name: before.name }, after: { name } }),
  });
  return getMachine(ctx, { id });
}
