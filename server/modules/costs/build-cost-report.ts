import { byMachine, byProject, byTeam, type CostCell, rowsBy, sumCells } from '@/shared/domain/cost-cells.ts';
import type { Span } from '@/shared/domain/usage.ts';
import { type CostReport, MOST_COST_ROWS } from '@/shared/schemas/cost-report.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { inTurn } from '../reports/index.ts';
import { readCells } from './read-cells.ts';

/** What the lab's machines were charged and drew in `[from, to)` by team, project and machine; simulated ones apart. */
export async function buildCostReport(
  ctx: ServiceContext,
  input: Span,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<CostReport> {
  authorize(ctx, 'report:read');
  return inTurn(ctx, signal, async () => {
    const { cells, ...rest } = await readCells(ctx, input, signal);
    return {
      ...input,
      ...rest,
      real: ofKind(cells.filter((it) => !it.simulated)),
      simulated: ofKind(cells.filter((it) => it.simulated)),
    };
  });
}

const ofKind = (cells: readonly CostCell[]): CostReport['real'] => ({
  total: sumCells(cells),
  teams: rowsBy(cells, byTeam).slice(0, MOST_COST_ROWS),
  projects: rowsBy(cells, byProject).slice(0, MOST_COST_ROWS),
  machines: rowsBy(cells, byMachine).slice(0, MOST_COST_ROWS),
});
