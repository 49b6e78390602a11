import * as z from 'zod';
import {
  Comparison,
  ComparisonPage,
  ListComparisonsInput,
  RateInput,
  RatingRow,
  RatingSum,
  StartComparisonInput,
  SumRatingsInput,
} from '@/shared/schemas/comparison.ts';
import { limit } from '@/shared/schemas/paging.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  deleteComparison,
  exportRatings,
  getComparison,
  listComparisons,
  rateAnswer,
  shareComparison,
  startComparison,
  stopComparison,
  sumRatings,
} from '../../modules/comparisons/index.ts';
import { procedure, router } from '../init.ts';

export const comparisonsRouter = router({
  list: procedure
    .input(ListComparisonsInput)
    .output(ComparisonPage)
    .query(({ ctx, input }) => listComparisons(ctx, input)),
  /** Running answers come with their text up to `lastSeq`, to be followed over the socket from there. */
  get: procedure
    .input(z.object({ id: Id }))
    .output(Comparison)
    .query(({ ctx, input }) => getComparison(ctx, input)),
  start: procedure
    .input(StartComparisonInput)
    .output(z.object({ id: Id }))
    .mutation(({ ctx, input }) => startComparison(ctx, input)),
  stop: procedure.input(z.object({ id: Id })).mutation(({ ctx, input }) => stopComparison(ctx, input)),
  rate: procedure.input(RateInput).mutation(({ ctx, input }) => rateAnswer(ctx, input)),
  share: procedure
    .input(z.object({ id: Id, shared: z.boolean() }))
    .mutation(({ ctx, input }) => shareComparison(ctx, input)),
  delete: procedure.input(z.object({ id: Id })).mutation(({ ctx, input }) => deleteComparison(ctx, input)),
  sums: procedure
    .input(SumRatingsInput)
    .output(z.array(RatingSum))
    .query(({ ctx, input }) => sumRatings(ctx, input)),
  ratings: procedure
    .input(z.object({ limit: limit(2000, 2000) }))
    .output(z.array(RatingRow))
    .query(({ ctx, input }) => exportRatings(ctx, input)),
});
