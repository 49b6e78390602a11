import { ListResultsInput, ListRunsInput, ModelResults, ModelRuns } from '@/shared/schemas/results.ts';
import { listResults, listRuns } from '../../modules/results/index.ts';
import { procedure, router } from '../init.ts';

export const resultsRouter = router({
  list: procedure
    .input(ListResultsInput)
    .output(ModelResults)
    .query(({ ctx, input }) => listResults(ctx, input)),
  runs: procedure
    .input(ListRunsInput)
    .output(ModelRuns)
    .query(({ ctx, input }) => listRuns(ctx, input)),
});
