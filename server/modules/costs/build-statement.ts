import { type CostCell, type CostFigures, sumCells } from '@/shared/domain/cost-cells.ts';
import { monthFromKey, monthKey } from '@/shared/domain/month-key.ts';
import { shiftMonth } from '@/shared/domain/month.ts';
import { getMacModel } from '@/shared/data/mac-models.ts';
import type {
  Statement,
  StatementEntry,
  StatementInput,
  StatementMonth,
} from '@/shared/schemas/statement.ts';
import { MOST_ENTRIES } from '@/shared/schemas/statement.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { inTurn } from '../reports/index.ts';
import { countUnsettled } from './freeze-month.ts';
import { readMonth } from './read-month.ts';

type Closed = { signal?: AbortSignal | undefined };

/** A team's month: what its bookings were charged, line by line, what was adjusted, and what that comes to. */
export async function buildStatement(
  ctx: ServiceContext,
  { month, teamId, shown }: StatementInput,
  { signal }: Closed = {},
): Promise<Statement> {
  authorize(ctx, 'report:read');
  return inTurn(ctx, signal, async () => {
    const own = (it: CostCell) => it.teamId === teamId && it.simulated === (shown === 'simulated');
    const figures = await readMonth(ctx, month, signal);
    const before = await readMonth(ctx, monthKey(shiftMonth(monthFromKey(month), -1)), signal);
    const entries = await readEntries(ctx, {
      teamId,
      simulated: shown === 'simulated',
      OR: [{ month }, { correctsMonth: month }],
    });
    const cells = figures.cells.filter(own);
    const total = sumCells(cells);
    const standing = entries.filter((it) => it.month === month);
    const { cells: _cells, ...rest } = figures;
    const name = cells.at(-1)?.teamName ?? entries.at(-1)?.teamName ?? (await nameOf(ctx, teamId));
    return {
      ...rest,
      shown,
      teamId,
      teamName: name,
      lines: linesOf(cells),
      total,
      before: sumCells(before.cells.filter(own)),
      machines: machinesOf(cells),
      rates: ratesOf(cells),
      entries: standing,
      corrections: entries.filter((it) => it.correctsMonth === month),
      toPay: addUp(total, standing),
    };
  });
}

/** Each team's sums of a month, and whether it is frozen or what stands against that. */
export async function listStatements(
  ctx: ServiceContext,
  { month }: { month: string },
  { signal }: Closed = {},
): Promise<StatementMonth> {
  authorize(ctx, 'report:read');
  return inTurn(ctx, signal, async () => {
    const {
      cells,
      labName: _lab,
      tariffs: _tariffs,
      carbon: _carbon,
      ...figures
    } = await readMonth(ctx, month, signal);
    const entries = await sumEntries(ctx, month);
    const lab = await ctx.db.lab.findUnique({ where: { id: 'lab' }, select: { freezeAfterDays: true } });
    const keyOf = (it: { simulated: boolean; teamId: string | null }) => `${it.simulated} ${it.teamId}`;
    const keys = [...new Set([...cells, ...entries].map(keyOf))];
    const teams = keys.map((key) => {
      const [own, added] = [
        cells.filter((it) => keyOf(it) === key),
        entries.filter((it) => keyOf(it) === key),
      ];
      const { simulated, teamId, teamName } = (own.at(-1) ?? added.at(-1))!;
      const shown = simulated ? ('simulated' as const) : ('real' as const);
      const sum = sumCells(own);
      return {
        shown,
        teamId,
        teamName,
        figures: sum,
        adjustments: addUp(null, added),
        toPay: addUp(sum, added),
      };
    });
    return {
      ...figures,
      unsettled: figures.frozenAt ? 0 : await countUnsettled(ctx.db, figures),
      freezeAfterDays: lab?.freezeAfterDays ?? null,
      teams: teams.toSorted(
        (a, b) =>
          Number(a.teamId === null) - Number(b.teamId === null) ||
          (a.teamName ?? '').localeCompare(b.teamName ?? '', 'en'),
      ),
    };
  });
}

const linesOf = (cells: readonly CostCell[]): Statement['lines'] =>
  [...Map.groupBy(cells, (it) => `${it.projectId} ${it.catalogId}`).values()]
    .map((own) => ({
      projectId: own[0]!.projectId,
      projectName: own.at(-1)!.projectName,
      machines: macWords(own[0]!.catalogId),
      rates: pricesOf(own),
      ...sumCells(own),
    }))
    .toSorted(
      (a, b) =>
        Number(a.projectId === null) - Number(b.projectId === null) ||
        (a.projectName ?? '').localeCompare(b.projectName ?? '', 'en') ||
        b.reservedMs - a.reservedMs,
    );

const macWords = (catalogId: string | null): string =>
  (catalogId !== null && getMacModel(catalogId)?.name) || 'other machines';

function pricesOf(cells: readonly CostCell[]) {
  const prices = cells
    .flatMap((it) => it.charges)
    .flatMap(({ currency, hourly }) => (hourly === null ? [] : [{ currency, amount: hourly }]));
  return [...new Map(prices.map((it) => [`${it.currency} ${it.amount}`, it])).values()];
}

function ratesOf(cells: readonly CostCell[]): Statement['rates'] {
  const rates = cells.flatMap(({ catalogId, charges }) =>
    charges.map(({ machineMs: _ms, amount: _amount, ...rate }) => ({
      machines: macWords(catalogId),
      ...rate,
    })),
  );
  return [...new Map(rates.map((it) => [JSON.stringify(it), it])).values()];
}

const machinesOf = (cells: readonly CostCell[]): Statement['machines'] =>
  [...Map.groupBy(cells, (it) => it.machineId)]
    .map(([machineId, own]) => ({ machineId, machineName: own.at(-1)!.machineName, ...sumCells(own) }))
    .toSorted((a, b) => a.machineName.localeCompare(b.machineName, 'en'));

type Sum = Pick<StatementEntry, 'currency' | 'amount'>;
type EntryRow = StatementEntry & { teamId: string | null; teamName: string | null; simulated: boolean };

async function readEntries(
  ctx: ServiceContext,
  where: NonNullable<Parameters<ServiceContext['db']['statementEntry']['findMany']>[0]>['where'],
): Promise<EntryRow[]> {
  const rows = await ctx.db.statementEntry.findMany({
    where: where ?? {},
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: MOST_ENTRIES,
  });
  return rows.map(({ amount, createdById: _by, ...row }) => ({ ...row, amount: amount.toNumber() }));
}

/** Every entry of a month, however many: a sum for each team and currency, under the newest name last. */
async function sumEntries(ctx: ServiceContext, month: string) {
  const sums = await ctx.db.statementEntry.groupBy({
    by: ['simulated', 'teamId', 'teamName', 'currency'],
    where: { month },
    _sum: { amount: true },
    orderBy: { _max: { createdAt: 'asc' } },
  });
  return sums.map(({ _sum, ...row }) => ({ ...row, amount: _sum.amount?.toNumber() ?? 0 }));
}

/** Money of each currency apart. */
function addUp(figures: CostFigures | null, entries: readonly Sum[]): Statement['toPay'] {
  const sums = new Map<string, number>(
    (figures?.money ?? []).map((it) => [it.currency, it.charged + it.tokens]),
  );
  for (const { currency, amount } of entries) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  return [...sums].map(([currency, amount]) => ({ currency, amount }));
}

const nameOf = async (ctx: ServiceContext, teamId: string | null): Promise<string | null> =>
  teamId === null ? null : ((await ctx.db.team.findUnique({ where: { id: teamId } }))?.name ?? null);
