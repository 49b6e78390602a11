import * as z from 'zod';
import { CostReport } from '@/shared/schemas/cost-report.ts';
import { SetMacFigureInput } from '@/shared/schemas/mac-figure.ts';
import { HostedPrices, ListHostedPricesInput, SaveHostedPriceInput } from '@/shared/schemas/hosted-price.ts';
import { AddTariffInput, ListPricesInput, Prices, SetCarbonInput } from '@/shared/schemas/prices.ts';
import { ReportInput } from '@/shared/schemas/report.ts';
import {
  AddEntryInput,
  FreezeMonthInput,
  MonthKey,
  SetFreezeRuleInput,
  Statement,
  StatementInput,
  StatementMonth,
  StatementMonthInput,
} from '@/shared/schemas/statement.ts';
import { Id } from '@/shared/schemas/units.ts';
import {
  addEntry,
  addTariff,
  buildCostReport,
  buildStatement,
  freezeMonth,
  listHostedPrices,
  listPrices,
  listStatements,
  removeHostedPrice,
  saveHostedPrice,
  setCarbon,
  setFreezeRule,
  setMacFigure,
} from '../../modules/costs/index.ts';
import { procedure, router } from '../init.ts';

/** What time, energy and tokens came to. */
export const costsRouter = router({
  report: procedure
    .input(ReportInput)
    .output(CostReport)
    .query(({ ctx, input, signal }) => buildCostReport(ctx, input, { signal })),
  statements: procedure
    .input(StatementMonthInput)
    .output(StatementMonth)
    .query(({ ctx, input, signal }) => listStatements(ctx, input, { signal })),
  /** The CSV of the same figures is GET /api/reports/statement.csv?month=…&teamId=…  */
  statement: procedure
    .input(StatementInput)
    .output(Statement)
    .query(({ ctx, input, signal }) => buildStatement(ctx, input, { signal })),
  addEntry: procedure
    .input(AddEntryInput)
    .output(z.object({ id: Id, month: MonthKey }))
    .mutation(({ ctx, input }) => addEntry(ctx, input)),
  /** Every version of prices and carbon factors. */
  prices: procedure
    .input(ListPricesInput)
    .output(Prices)
    .query(({ ctx, input }) => listPrices(ctx, input)),
  addTariff: procedure
    .input(AddTariffInput)
    .output(z.object({ version: z.number().int() }))
    .mutation(({ ctx, input }) => addTariff(ctx, input)),
  setCarbon: procedure.input(SetCarbonInput).mutation(({ ctx, input }) => setCarbon(ctx, input)),
  setMacFigure: procedure.input(SetMacFigureInput).mutation(({ ctx, input }) => setMacFigure(ctx, input)),
  /** What hosted APIs ask for tokens: what the lab's own are held against. */
  hostedPrices: procedure
    .input(ListHostedPricesInput)
    .output(HostedPrices)
    .query(({ ctx, input }) => listHostedPrices(ctx, input)),
  saveHostedPrice: procedure
    .input(SaveHostedPriceInput)
    .output(z.object({ id: Id }))
    .mutation(({ ctx, input }) => saveHostedPrice(ctx, input)),
  removeHostedPrice: procedure
    .input(z.object({ id: Id }))
    .mutation(({ ctx, input }) => removeHostedPrice(ctx, input)),
  freezeMonth: procedure.input(FreezeMonthInput).mutation(({ ctx, input }) => freezeMonth(ctx, input)),
  setFreezeRule: procedure.input(SetFreezeRuleInput).mutation(({ ctx, input }) => setFreezeRule(ctx, input)),
});
