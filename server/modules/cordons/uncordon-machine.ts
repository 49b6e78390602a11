import type * as z from 'zod';
import type { Machine, UncordonMachineInput } from '@/shared/schemas/machine.ts';
import { authorize, type ServiceContext, withTransaction } from '../../context.ts';
import { getMachine, writeMachine } from '../inventory/index.ts';

/** Sessions may start on it again. Uncordoning one that is not cordoned is no error, and leaves no trace. */
export async function uncordonMachine(
  ctx: ServiceContext,
  { id, revision }: z.output<typeof UncordonMachineInput>,
): Promise<Machine> {
  authorize(ctx, 'machine:edit');
  const row = await ctx.db.machine.findUnique({
    where: { id },
    select: { cordonReason: true, drainBy: true },
  });
  if (row?.cordonReason !== null)
    await withTransaction(ctx, (tx, afterCommit) =>
      writeMachine(ctx, tx, afterCommit, {
        id,
        revision,
        data: { cordonedAt: null, cordonedBy: null, cordonReason: null, drainBy: null },
        action: 'machine.uncordon',
        describe: () => ({
          before: { reason: row?.cordonReason ?? '', until: row?.drainBy ?? null },
          after: {},
        }),
      }),
    );
  return getMachine(ctx, { id });
}
