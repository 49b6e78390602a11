import { toPrometheusText } from '@/shared/domain/prometheus-text.ts';
import { briefly } from '../../briefly.ts';
import type { ServiceContext } from '../../context.ts';
import { labFamilies } from './families.ts';
import { portalFamilies } from './portal-families.ts';
import { readRows } from './read-rows.ts';

/** All series, made once in a while however many ask: who asks more often gets the same again. */
export const readMetricsText = briefly(
  { action: 'lab:read', forMs: 2000 },
  async (ctx: ServiceContext): Promise<string> =>
    toPrometheusText([...labFamilies(await readRows(ctx), ctx.now()), ...portalFamilies(ctx)]),
);
