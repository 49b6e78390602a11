import * as z from 'zod';
import {
  ListMetricsTokensInput,
  MadeMetricsToken,
  MakeMetricsTokenInput,
  MetricsToken,
} from '@/shared/schemas/metrics-token.ts';
import { Id } from '@/shared/schemas/units.ts';
import { listMetricsTokens, makeMetricsToken, revokeMetricsToken } from '../../modules/exposition/index.ts';
import { procedure, router } from '../init.ts';

/** With which a Prometheus reads the lab. */
export const metricsTokensRouter = router({
  list: procedure
    .input(ListMetricsTokensInput)
    .output(z.array(MetricsToken))
    .query(({ ctx, input }) => listMetricsTokens(ctx, input)),
  make: procedure
    .input(MakeMetricsTokenInput)
    .output(MadeMetricsToken)
    .mutation(({ ctx, input }) => makeMetricsToken(ctx, input)),
  revoke: procedure.input(z.object({ id: Id })).mutation(({ ctx, input }) => revokeMetricsToken(ctx, input)),
});
