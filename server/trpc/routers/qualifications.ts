import * as z from 'zod';
import {
  GrantQualificationInput,
  ListQualificationsInput,
  MachineNeed,
  MachineNeedsInput,
  MissingQualification,
  Qualification,
  RevokeGrantInput,
  SaveQualificationInput,
} from '@/shared/schemas/qualification.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  deleteQualification,
  grantQualification,
  listMissing,
  listNeedsOf,
  listQualifications,
  revokeGrant,
  saveQualification,
} from '../../modules/qualifications/index.ts';
import { procedure, router } from '../init.ts';

/** What one has to know before one may book certain machines. */
export const qualificationsRouter = router({
  list: procedure
    .input(ListQualificationsInput)
    .output(z.array(Qualification))
    .query(({ ctx, input }) => listQualifications(ctx, input)),
  /** Machines that one may not book oneself, and why. */
  missing: procedure
    .input(ListQualificationsInput)
    .output(z.array(MissingQualification))
    .query(({ ctx, input }) => listMissing(ctx, input)),
  needsOf: procedure
    .input(MachineNeedsInput)
    .output(z.array(MachineNeed))
    .query(({ ctx, input }) => listNeedsOf(ctx, input)),
  save: procedure
    .input(SaveQualificationInput)
    .output(z.object({ id: Id }))
    .mutation(({ ctx, input }) => saveQualification(ctx, input)),
  delete: procedure.input(z.object({ id: Id })).mutation(({ ctx, input }) => deleteQualification(ctx, input)),
  grant: procedure
    .input(GrantQualificationInput)
    .output(z.object({ grantId: Id }))
    .mutation(({ ctx, input }) => grantQualification(ctx, input)),
  revoke: procedure.input(RevokeGrantInput).mutation(({ ctx, input }) => revokeGrant(ctx, input)),
});
