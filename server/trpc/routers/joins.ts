import * as z from 'zod';
import {
  AdmitInput,
  DecideRivalInput,
  JoinProgress,
  LabJoinToken,
  Newcomer,
  Rival,
} from '@/shared/schemas/joins.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  admitNewcomer,
  decideRival,
  listNewcomers,
  listRivals,
  MOST_NEWCOMERS,
  readJoinProgress,
  refuseNewcomer,
} from '../../modules/agents/index.ts';
import { createLabToken } from '../../modules/inventory/index.ts';
import { procedure, router } from '../init.ts';

const OfOne = z.object({ id: Id });

/** How machines come into the lab, where a token alone does not say which machine it is. */
export const joinsRouter = router({
  /** A single-use token for whichever machine comes with it. */
  createToken: procedure.output(LabJoinToken).mutation(({ ctx }) => createLabToken(ctx)),
  progress: procedure
    .input(OfOne)
    .output(JoinProgress)
    .query(({ ctx, input }) => readJoinProgress(ctx, input)),
  newcomers: procedure
    .input(z.object({ limit: z.number().int().min(1).max(MOST_NEWCOMERS).optional() }).optional())
    .output(z.array(Newcomer))
    .query(({ ctx, input }) => listNewcomers(ctx, input)),
  admit: procedure
    .input(AdmitInput)
    .output(z.object({ machineId: Id, machineName: z.string() }))
    .mutation(({ ctx, input }) => admitNewcomer(ctx, input)),
  refuse: procedure.input(OfOne).mutation(({ ctx, input }) => refuseNewcomer(ctx, input)),
  /** Second programs with the identity of this machine. */
  rivals: procedure
    .input(OfOne)
    .output(z.array(Rival))
    .query(({ ctx, input }) => listRivals(ctx, input)),
  decideRival: procedure.input(DecideRivalInput).mutation(({ ctx, input }) => decideRival(ctx, input)),
});
