import * as z from 'zod';
import { Attachment, MOST_ATTACHMENTS } from '@/shared/schemas/attachment.ts';
import { Hardware, HistoryPage, ListHistoryInput } from '@/shared/schemas/machine-history.ts';
import { limit } from '@/shared/schemas/paging.ts';
import { Rental, SaveRentalInput } from '@/shared/schemas/rental.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  confirmObserved,
  listAttachments,
  listMachineHistory,
  readHardware,
  readRental,
  removeAttachment,
  saveRental,
} from '../../modules/register/index.ts';
import { procedure, router } from '../init.ts';

const OfMachine = z.object({ machineId: Id });

/** What one machine's own page shows of it as an asset, beside what is entered in the register. */
export const assetRouter = router({
  hardware: procedure
    .input(OfMachine)
    .output(Hardware)
    .query(({ ctx, input }) => readHardware(ctx, input)),
  /** A person's word that hardware has really changed. */
  confirmObserved: procedure
    .input(z.object({ id: Id }))
    .mutation(({ ctx, input }) => confirmObserved(ctx, input)),
  history: procedure
    .input(ListHistoryInput)
    .output(HistoryPage)
    .query(({ ctx, input }) => listMachineHistory(ctx, input)),
  rental: procedure
    .input(OfMachine)
    .output(Rental.nullable())
    .query(({ ctx, input }) => readRental(ctx, input)),
  saveRental: procedure
    .input(SaveRentalInput)
    .output(Rental)
    .mutation(({ ctx, input }) => saveRental(ctx, input)),
  /** They come and go by `server/http/serve-attachment.ts`. */
  attachments: procedure
    .input(OfMachine.extend({ limit: limit(MOST_ATTACHMENTS, MOST_ATTACHMENTS) }))
    .output(z.array(Attachment))
    .query(({ ctx, input }) => listAttachments(ctx, input)),
  removeAttachment: procedure
    .input(z.object({ id: Id }))
    .mutation(({ ctx, input }) => removeAttachment(ctx, input)),
});
