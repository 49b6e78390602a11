import { Report, ReportInput, ReportKinds } from '@/shared/schemas/report.ts';
import { UseInput, UseReport, UseRows, UseRowsInput } from '@/shared/schemas/use-report.ts';
import { buildReport, buildUse, findKinds, listUseRows } from '../../modules/reports/index.ts';
import { procedure, router } from '../init.ts';

export const reportsRouter = router({
  kinds: procedure
    .input(ReportInput)
    .output(ReportKinds)
    .query(({ ctx, input }) => findKinds(ctx, input)),
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
