import * as z from 'zod';
import {
  CableChanges,
  CableChangesInput,
  CableMap,
  CheckSetInput,
  EnteredCable,
  MachinePorts,
  SetCheck,
} from '@/shared/schemas/cables.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  MOST_MACHINES,
  readCableChanges,
  readCables,
  readPorts,
  removeCable,
  saveCable,
} from '../../modules/inventory/index.ts';
import { checkModelSet } from '../../modules/planning/index.ts';
import { procedure, router } from '../init.ts';
import { cabledLab, labMachines } from '../lab-readers.ts';

export const cablesRouter = router({
  map: procedure
    .input(z.object({ limit: z.number().int().min(1).max(MOST_MACHINES).optional() }).optional())
    .output(CableMap)
    .query(({ ctx, input }) => readCables(ctx, input, cabledLab)),
  /** What changed within a day. */
  changes: procedure
    .input(CableChangesInput)
    .output(CableChanges)
    .query(({ ctx, input }) => readCableChanges(ctx, input, cabledLab)),
  /** Reads only: what is to be done at the Macs is text to copy. */
  checkSet: procedure
    .input(CheckSetInput)
    .output(SetCheck)
    .query(({ ctx, input }) => checkModelSet(ctx, input, cabledLab, labMachines)),
  ports: procedure
    .input(z.object({ machineId: Id }))
    .output(MachinePorts)
    .query(({ ctx, input }) => readPorts(ctx, input, cabledLab)),
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
