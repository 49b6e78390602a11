import type { inferRouterOutputs } from '@trpc/server';
import { costPerMillion } from '@/shared/domain/cost-cells.ts';
import { formatMoney } from '@/shared/domain/format.ts';
import type { AppRouter } from '@/server/trpc/root.ts';

export type CostView = inferRouterOutputs<AppRouter>['costs']['report'];
export type CostFiguresView = CostView['real']['total'];
export type StatementView = inferRouterOutputs<AppRouter>['costs']['statement'];
export type StatementMonthView = inferRouterOutputs<AppRouter>['costs']['statements'];

type Sum = { currency: string; amount: number };

/** Each currency apart; nothing at all is "–". */
export const moneyWords = (sums: readonly Sum[]): string =>
  sums.length === 0 ? '–' : sums.map((it) => formatMoney(it.amount, it.currency)).join(' and ');

/** For machine time, and for tokens where they have a price. */
export const chargedOf = ({ money }: CostFiguresView): Sum[] =>
  money.map((it) => ({ currency: it.currency, amount: it.charged + it.tokens }));
export const timeOf = ({ money }: CostFiguresView): Sum[] =>
  money.map((it) => ({ currency: it.currency, amount: it.charged }));
export const tokensOf = ({ money }: CostFiguresView): Sum[] =>
  money.flatMap((it) => (it.tokens === 0 ? [] : [{ currency: it.currency, amount: it.tokens }]));
export const usedOf = ({ money }: CostFiguresView): Sum[] =>
  money.map((it) => ({ currency: it.currency, amount: it.used }));
export const unusedOf = ({ money }: CostFiguresView): Sum[] =>
  money.map((it) => ({ currency: it.currency, amount: it.charged - it.used }));
export const electricityOf = ({ money }: CostFiguresView): Sum[] =>
  money.flatMap((it) => (it.electricity === null ? [] : [{ currency: it.currency, amount: it.electricity }]));

/** What a million tokens out came to; null where there were too few. */
export function perMillionWords(figures: CostFiguresView): string | null {
  const sums = chargedOf(figures).flatMap(({ currency, amount }) => {
    const price = costPerMillion(amount, figures.completionTokens);
    return price === null ? [] : [{ currency, amount: price }];
  });
  return sums.length === 0 ? null : moneyWords(sums);
}
