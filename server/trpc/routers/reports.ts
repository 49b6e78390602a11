import { Elsewhere, ElsewhereInput } from '@/shared/schemas/elsewhere.ts';
import { Replay, ReplayGrowth, ReplayInput } from '@/shared/schemas/purchase-plan.ts';
import { EnergyInput, EnergyReport } from '@/shared/schemas/energy-report.ts';
import { Reliability, ReliabilityInput } from '@/shared/schemas/reliability.ts';
import { Report, ReportInput, ReportKinds } from '@/shared/schemas/report.ts';
import { UseInput, UseReport, UseRows, UseRowsInput } from '@/shared/schemas/use-report.ts';
import {
  buildEnergy,
  buildReport,
  buildUse,
  compareElsewhere,
  findKinds,
  listUseRows,
  readReliability,
} from '../../modules/reports/index.ts';
import { replayBookings, replayGrowth } from '../../modules/purchase-plan/index.ts';
import { procedure, router } from '../init.ts';
import { labMachines } from '../lab-readers.ts';

export const reportsRouter = router({
  elsewhere: procedure
    .input(ElsewhereInput)
    .output(Elsewhere)
    .query(({ ctx, input, signal }) => compareElsewhere(ctx, input, { signal })),
  energy: procedure
    .input(EnergyInput)
    .output(EnergyReport)
    .query(({ ctx, input, signal }) => buildEnergy(ctx, input, { signal })),
  kinds: procedure
    .input(ReportInput)
    .output(ReportKinds)
    .query(({ ctx, input }) => findKinds(ctx, input)),
  /** The bookings of a time against other machines; the rows are GET /api/reports/plan.csv and plan.json. */
  plan: procedure
    .input(ReplayInput)
    .output(Replay)
    .query(({ ctx, input, signal }) => replayBookings(ctx, input, { signal, readLab: labMachines })),
  planGrowth: procedure
    .input(ReplayInput)
    .output(ReplayGrowth)
    .query(({ ctx, input, signal }) => replayGrowth(ctx, input, { signal, readLab: labMachines })),
  reliability: procedure
    .input(ReliabilityInput)
    .output(Reliability)
    .query(({ ctx, input }) => readReliability(ctx, input)),
  /** The rows of the same figures are GET /api/reports/usage.csv?from=…&to=… and usage.json. */
  usage: procedure
    .input(ReportInput)
    .output(Report)
    .query(({ ctx, input, signal }) => buildReport(ctx, input, { signal })),
  use: procedure
    .input(UseInput)
    .output(UseReport)
    .query(({ ctx, input, signal }) => buildUse(ctx, input, { signal })),
  useRows: procedure
    .input(UseRowsInput)
    .output(UseRows)
    .query(({ ctx, input, signal }) => listUseRows(ctx, input, { signal })),
});
