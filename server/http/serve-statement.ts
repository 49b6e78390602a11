import { Statement, StatementInput } from '@/shared/schemas/statement.ts';
import { authorize } from '../context.ts';
import { ServiceError } from '../errors.ts';
import { statementCsv, statementJson } from '../modules/costs/index.ts';
import { contextOf } from './context-of.ts';
import type { Route } from './deps.ts';
import { sendJson } from './respond.ts';

export const serveStatementCsv: Route = async (deps, exchange) => {
  const { res, url } = exchange;
  const ctx = await contextOf(deps, exchange);
  authorize(ctx, 'report:export');
  const input = parseInput(url.searchParams);
  const text = await statementCsv(ctx, input);
  res.writeHead(200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${nameOf(input)}.csv"`,
    'cache-control': 'no-store',
  });
  res.end(text);
};

export const serveStatementJson: Route = async (deps, exchange) => {
  const { res, url } = exchange;
  const ctx = await contextOf(deps, exchange);
  authorize(ctx, 'report:export');
  const input = parseInput(url.searchParams);
  const statement = Statement.parse(await statementJson(ctx, input));
  sendJson(res, 200, statement, { 'content-disposition': `attachment; filename="${nameOf(input)}.json"` });
};

/** Names of teams are whatever people write: a file is called by its month. */
const nameOf = ({ month, shown }: StatementInput): string =>
  `espalier-statement-${month}${shown === 'simulated' ? '-simulated' : ''}`;

function parseInput(query: URLSearchParams): StatementInput {
  const teamId = query.get('teamId');
  const input = StatementInput.safeParse({
    month: query.get('month'),
    teamId: teamId === 'none' ? null : (teamId ?? undefined),
    shown: query.get('show') ?? 'real',
  });
  if (input.success) return input.data;
  throw new ServiceError('VALIDATION', 'Say of which month and team: ?month=2026-10&teamId=… or teamId=none');
}
