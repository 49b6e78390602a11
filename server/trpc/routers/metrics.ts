import * as z from 'zod';
import {
  LabSeries,
  MachineEvents,
  MachineEventsInput,
  MachineSeries,
  ReadSeriesInput,
  RecentPower,
  SessionSeries,
  SessionSeriesInput,
} from '@/shared/schemas/metric.ts';
import {
  readLabSeries,
  readMachineEvents,
  readMachineSeries,
  readRecentPower,
  readSessionSeries,
} from '../../modules/metrics/index.ts';
import { procedure, router } from '../init.ts';

export const metricsRouter = router({
  machines: procedure
    .input(ReadSeriesInput)
    .output(z.array(MachineSeries))
    .query(({ ctx, input }) => readMachineSeries(ctx, input)),
  /** The small curves of the machine list: power alone, all machines. */
  recentPower: procedure
    .input(z.object({ points: z.number().int().min(5).max(60) }))
    .output(RecentPower)
    .query(({ ctx, input }) => readRecentPower(ctx, input)),
  /** What happened on a machine, as marks on its curves. */
  machineEvents: procedure
    .input(MachineEventsInput)
    .output(MachineEvents)
    .query(({ ctx, input }) => readMachineEvents(ctx, input)),
  /** From the session's start to its end or now, or a part of that. */
  session: procedure
    .input(SessionSeriesInput)
    .output(SessionSeries)
    .query(({ ctx, input }) => readSessionSeries(ctx, input)),
  /** The lab's watts over the last `hours`; real and simulated machines apart. */
  lab: procedure
    .input(z.object({ hours: z.number().min(0.1).max(168).default(6) }))
    .output(LabSeries)
    .query(({ ctx, input }) => readLabSeries(ctx, input)),
});
