import * as z from 'zod';
import { TimelineInput, TimelinePage } from '@/shared/schemas/agent-event.ts';
import { Evidence } from '@/shared/schemas/joins.ts';
import { SHARED_READ_MS } from '@/shared/protocol/console.ts';
import {
  AddMachineInput,
  CordonMachineInput,
  Island,
  JoinToken,
  LabNow,
  Machine,
  RenameMachineInput,
  SetMachineStatusInput,
  UncordonMachineInput,
} from '@/shared/schemas/machine.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  addMachine,
  createJoinToken,
  getMachine,
  listMachines,
  MOST_MACHINES,
  readEvidence,
  readInventory,
  readLabNow,
  renameMachine,
  liftQuarantine,
  revokeAgent,
  setMachineStatus,
} from '../../modules/inventory/index.ts';
import { cordonMachine, uncordonMachine } from '../../modules/cordons/index.ts';
import { readTimeline } from '../../modules/timeline/index.ts';
import { briefly } from '../../briefly.ts';
import { procedure, router } from '../init.ts';

/** A lab's pages ask together, after one hint: they get one reading of it. */
const shared = {
  action: 'lab:read',
  forMs: SHARED_READ_MS,
  until: ['machine.changed', 'maintenance.changed', 'booking.changed', 'session.changed', 'member.changed'],
} as const;
export const inventory = briefly(shared, readInventory);
/** Models fill most of a machine's report and are shown on its own page alone. */
const ListedMachine = Machine.omit({ models: true });

export const machinesRouter = router({
  list: procedure
    .input(z.object({ limit: z.number().int().min(1).max(MOST_MACHINES).optional() }).optional())
    .output(z.object({ machines: z.array(ListedMachine), islands: z.array(Island) }))
    .query(({ ctx, input }) => listMachines(ctx, input, inventory)),
  get: procedure
    .input(z.object({ id: Id }))
    .output(Machine.extend({ standsIn: Island.nullable() }))
    .query(({ ctx, input }) => getMachine(ctx, input)),
  /** Each look of its agent at the machine, with its age. */
  evidence: procedure
    .input(z.object({ id: Id }))
    .output(Evidence)
    .query(({ ctx, input }) => readEvidence(ctx, input)),
  /** What its agent did and what happened to it, newest first. */
  timeline: procedure
    .input(TimelineInput)
    .output(TimelinePage)
    .query(({ ctx, input }) => readTimeline(ctx, input)),
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
  liftQuarantine: procedure
    .input(z.object({ id: Id }))
    .output(Machine)
    .mutation(({ ctx, input }) => liftQuarantine(ctx, input)),
  /** Keeps new sessions off it, and ends what runs where it is to be drained. */
  cordon: procedure
    .input(CordonMachineInput)
    .output(Machine)
    .mutation(({ ctx, input }) => cordonMachine(ctx, input)),
  uncordon: procedure
    .input(UncordonMachineInput)
    .output(Machine)
    .mutation(({ ctx, input }) => uncordonMachine(ctx, input)),
  revokeAgent: procedure
    .input(z.object({ id: Id }))
    .output(Machine)
    .mutation(({ ctx, input }) => revokeAgent(ctx, input)),
});
