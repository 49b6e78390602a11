import { Elsewhere, ElsewhereInput } from '@/shared/schemas/elsewhere.ts';
import { Reliability, ReliabilityInput } from '@/shared/schemas/reliability.ts';
import { Report, ReportInput, ReportKinds } from '@/shared/schemas/report.ts';
import { buildReport, compareElsewhere, findKinds, readReliability } from '../../modules/reports/index.ts';
import { procedure, router } from '../init.ts';

export const reportsRouter = router({
  elsewhere: procedure
    .input(ElsewhereInput)
    .output(Elsewhere)
    .query(({ ctx, input, signal }) => compareElsewhere(ctx, input, { signal })),
  kinds: procedure
    .input(ReportInput)
    .output(ReportKinds)
    .query(({ ctx, input }) => findKinds(ctx, input)),
  reliability: procedure
    .input(ReliabilityInput)
    .output(Reliability)
    .query(({ ctx, input }) => readReliability(ctx, input)),
  /** The CSV of the same figures is GET /api/reports/usage.csv?from=…&to=…  */
  usage: procedure
    .input(ReportInput)
    .output(Report)
    .query(({ ctx, input, signal }) => buildReport(ctx, input, { signal })),
});
