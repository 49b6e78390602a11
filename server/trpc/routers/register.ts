import * as z from 'zod';
import { Asset, EditMachineInput } from '@/shared/schemas/register.ts';
import { Id } from '@/shared/schemas/units.ts';
import { editMachine, getAsset, listAssets } from '../../modules/register/index.ts';
import { procedure, router } from '../init.ts';

/** The machines as the lab's assets: what people enter of them. */
export const registerRouter = router({
  list: procedure.output(z.array(Asset)).query(({ ctx }) => listAssets(ctx)),
  get: procedure
    .input(z.object({ id: Id }))
    .output(Asset)
    .query(({ ctx, input }) => getAsset(ctx, input)),
  edit: procedure
    .input(EditMachineInput)
    .output(Asset)
    .mutation(({ ctx, input }) => editMachine(ctx, input)),
});
