import * as z from 'zod';
import { askToGo, requestOwnData } from '../../modules/own-data/index.ts';
import { procedure, router } from '../init.ts';

export const ownDataRouter = router({
  /** Before the archive is taken: asks for a fresh sign-in, and says where it is. */
  request: procedure.output(z.object({ path: z.string() })).mutation(({ ctx }) => requestOwnData(ctx)),
  askToGo: procedure.output(z.object({ told: z.array(z.string()) })).mutation(({ ctx }) => askToGo(ctx)),
});
