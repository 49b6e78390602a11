import { Report, ReportInput, ReportKinds } from '@/shared/schemas/report.ts';
import { buildReport, findKinds } from '../../modules/reports/index.ts';
import { procedure, router } from '../init.ts';

export const reportsRouter = router({
  kinds: procedure
    .input(ReportInput)
    .output(ReportKinds)
    .query(({ ctx, input }) => findKinds(ctx, input)),
  /** The CSV of the same figures is GET /api/reports/usage.csv?from=…&to=…  */
  usage: procedure
    .input(ReportInput)
    .output(Report)
    .query(({ ctx, input, signal }) => buildReport(ctx, input, { signal })),
});
