import { BYTE_ORDER_MARK, csvLine, type CsvValue } from '@/shared/domain/csv/csv-line.ts';
import type { CostFigures } from '@/shared/domain/cost-cells.ts';
import type { Statement, StatementInput } from '@/shared/schemas/statement.ts';
import { authorize, type ServiceContext } from '../../context.ts';
import { auditExport } from '../reports/index.ts';
import { buildStatement } from './build-statement.ts';

const HEADER = [
  'row',
  'month',
  'team',
  'project',
  'machines or reason',
  'reserved machine time (s)',
  'used machine time (s)',
  'machine time without a known price (s)',
  'completion tokens',
  'session energy (J)',
  'currency',
  'amount',
  'electricity, part of the amount’s cost',
  'corrects month',
  'by',
  'at (UTC)',
];

/** A statement as lines of text: Σ `amount` of a currency is what it says there is to pay. */
export async function statementCsv(ctx: ServiceContext, input: StatementInput): Promise<string> {
  const statement = await statementJson(ctx, input);
  return BYTE_ORDER_MARK + [HEADER, ...rowsOf(statement)].map(csvLine).join('');
}

/** A statement to be taken out of the lab. */
export async function statementJson(ctx: ServiceContext, input: StatementInput): Promise<Statement> {
  authorize(ctx, 'report:export');
  const statement = await buildStatement(ctx, input);
  await auditExport(ctx, {
    ...statement,
    objectId: 'statement',
    objectName: `Statement of ${statement.teamName ?? 'no team'}`,
  });
  return statement;
}

function rowsOf(statement: Statement): CsvValue[][] {
  const { month, teamName } = statement;
  const lines = statement.lines.flatMap((line) =>
    moneyOf(line).map((it, index): CsvValue[] => [
      'booked',
      month,
      teamName,
      line.projectName,
      line.machines,
      // In the first currency's row alone, so that columns add up.
      ...(index === 0
        ? [
            line.reservedMs / 1000,
            line.usedMs / 1000,
            line.unpricedMs / 1000,
            line.completionTokens,
            line.joules,
          ]
        : [null, null, null, null, null]),
      it.currency,
      it.charged + it.tokens,
      it.electricity,
      null,
      null,
      null,
    ]),
  );
  const entries = statement.entries.map((it): CsvValue[] => [
    'adjustment',
    month,
    teamName,
    null,
    it.reason,
    null,
    null,
    null,
    null,
    null,
    it.currency,
    it.amount,
    null,
    it.correctsMonth,
    it.createdByName,
    it.createdAt,
  ]);
  return [...lines, ...entries];
}

const moneyOf = ({ money }: CostFigures) =>
  money.length > 0 ? money : [{ currency: null, charged: 0, tokens: 0, electricity: null }];
