import * as z from 'zod';
import {
  KeepAwakeInput,
  LabPowerRule,
  MachinePowerView,
  SetMachinePowerInput,
} from '@/shared/schemas/power.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  getPowerRule,
  keepAwake,
  readMachinePower,
  setMachinePower,
  setPowerRule,
  sleepNow,
  wakeNow,
} from '../../modules/power/index.ts';
import { procedure, router } from '../init.ts';

export const powerRouter = router({
  rule: procedure.output(LabPowerRule).query(({ ctx }) => getPowerRule(ctx)),
  setRule: procedure
    .input(LabPowerRule)
    .output(LabPowerRule)
    .mutation(({ ctx, input }) => setPowerRule(ctx, input)),
  machine: procedure
    .input(z.object({ id: Id }))
    .output(MachinePowerView)
    .query(({ ctx, input }) => readMachinePower(ctx, input)),
  setMachine: procedure.input(SetMachinePowerInput).mutation(({ ctx, input }) => setMachinePower(ctx, input)),
  keepAwake: procedure.input(KeepAwakeInput).mutation(({ ctx, input }) => keepAwake(ctx, input)),
  sleep: procedure.input(z.object({ id: Id })).mutation(({ ctx, input }) => sleepNow(ctx, input)),
  wake: procedure.input(z.object({ id: Id })).mutation(({ ctx, input }) => wakeNow(ctx, input)),
});
