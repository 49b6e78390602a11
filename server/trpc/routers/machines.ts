import * as z from 'zod';
import {
  AddMachineInput,
  Island,
  JoinToken,
  LabNow,
  Machine,
  RenameMachineInput,
  SetMachineStatusInput,
} from '@/shared/schemas/machine.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  addMachine,
  createJoinToken,
  getMachine,
  listMachines,
  readLabNow,
  renameMachine,
  revokeAgent,
  setMachineStatus,
} from '../../modules/inventory/index.ts';
import { procedure, router } from '../init.ts';

export const machinesRouter = router({
  list: procedure
    .output(z.object({ machines: z.array(Machine), islands: z.array(Island) }))
    .query(({ ctx }) => listMachines(ctx)),
  get: procedure
    .input(z.object({ id: Id }))
    .output(Machine)
    .query(({ ctx, input }) => getMachine(ctx, input)),
  labNow: procedure.output(LabNow).query(({ ctx }) => readLabNow(ctx)),
  /** Makes the machine record and a single-use join token with the lines to paste on the Mac. */
  add: procedure
    .input(AddMachineInput)
    .output(JoinToken)
    .mutation(({ ctx, input }) => addMachine(ctx, input)),
  /** A fresh token for a machine that has not joined yet or has lost its key. */
  createJoinToken: procedure
    .input(z.object({ id: Id }))
    .output(JoinToken)
    .mutation(({ ctx, input }) => createJoinToken(ctx, input)),
  rename: procedure
    .input(RenameMachineInput)
    .output(Machine)
    .mutation(({ ctx, input }) => renameMachine(ctx, input)),
  setStatus: procedure
    .input(SetMachineStatusInput)
    .output(Machine)
    .mutation(({ ctx, input }) => setMachineStatus(ctx, input)),
  revokeAgent: procedure
    .input(z.object({ id: Id }))
    .output(Machine)
    .mutation(({ ctx, input }) => revokeAgent(ctx, input)),
});
