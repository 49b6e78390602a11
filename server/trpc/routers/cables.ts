import * as z from 'zod';
import { SHARED_READ_MS } from '@/shared/protocol/console.ts';
import { CableMap, CheckSetInput, EnteredCable, SetCheck } from '@/shared/schemas/cables.ts';
import { briefly } from '../../briefly.ts';
import {
  checkSet,
  loadCabledLab,
  MOST_MACHINES,
  readCables,
  removeCable,
  saveCable,
} from '../../modules/inventory/index.ts';
import { Id } from '@/shared/schemas/units.ts';
import { procedure, router } from '../init.ts';

/** What the cables and every set are judged by: one reading for all who look at the same moment. */
const cabledLab = briefly(
  { action: 'lab:read', forMs: SHARED_READ_MS, until: ['machine.changed', 'agent.lost'] },
  loadCabledLab,
);

export const cablesRouter = router({
  map: procedure
    .input(z.object({ limit: z.number().int().min(1).max(MOST_MACHINES).optional() }).optional())
    .output(CableMap)
    .query(({ ctx, input }) => readCables(ctx, input, cabledLab)),
  /** Reads only: what is to be done at the Macs is text to copy. */
  checkSet: procedure
    .input(CheckSetInput)
    .output(SetCheck)
    .query(({ ctx, input }) => checkSet(ctx, input, cabledLab)),
  /** Enters a cable by hand or changes one; answers with what was entered before, for the way back. */
  save: procedure
    .input(EnteredCable)
    .output(EnteredCable.nullable())
    .mutation(({ ctx, input }) => saveCable(ctx, input)),
  remove: procedure
    .input(z.object({ id: Id }))
    .output(EnteredCable)
    .mutation(({ ctx, input }) => removeCable(ctx, input)),
});
