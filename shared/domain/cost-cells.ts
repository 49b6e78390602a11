/*
 * A cell is what one team's bookings for one project had of one machine in a stretch of time. Every sum of the cost view
 * and of a statement, live or of a frozen month, is a sum of cells: whatever they are grouped by, it adds up to the same.
 */

/** Charged machine time at one price; `amount` null: nobody knows the price. */
export type ChargeLine = {
  currency: string;
  hourly: number | null;
  source: 'tariff' | 'own' | 'rental';
  /** Of the lab's tariff, where it is one. */
  version: number | null;
  machineMs: number;
  amount: number | null;
};
/** Measured energy of sessions under one version of the tariff. */
export type ElectricityLine = {
  currency: string;
  version: number;
  joules: number;
  /** With what the room takes: the PUE, once. */
  facilityJoules: number;
  amount: number;
};
/** Tokens out under one version that has a price for them. */
export type TokenLine = { currency: string; version: number; tokens: number; amount: number };

export type CostCell = {
  simulated: boolean;
  teamId: string | null;
  teamName: string | null;
  projectId: string | null;
  projectName: string | null;
  machineId: string;
  machineName: string;
  /** Which Mac it is, by its catalogue id. */
  catalogId: string | null;
  reservedMs: number;
  usedMs: number;
  charges: ChargeLine[];
  electricity: ElectricityLine[];
  tokenCharges: TokenLine[];
  joules: number | null;
  coveredMs: number;
  windowMs: number;
  /** A session's tokens are shared alike among its machines. */
  promptTokens: number;
  completionTokens: number;
};

/**
 * Money of one currency: `charged` for time, `used` the part of that in which sessions ran, `tokens` beside it;
 * `electricity` null: not measured.
 */
export type CostMoney = {
  currency: string;
  charged: number;
  used: number;
  tokens: number;
  electricity: number | null;
};
export type CostFigures = Pick<
  CostCell,
  'reservedMs' | 'usedMs' | 'joules' | 'coveredMs' | 'windowMs' | 'promptTokens' | 'completionTokens'
> & { facilityJoules: number; chargedMs: number; unpricedMs: number; money: CostMoney[] };

export function sumCells(cells: readonly CostCell[]): CostFigures {
  const money = new Map<string, CostMoney>();
  const of = (currency: string): CostMoney => {
    const own = money.get(currency) ?? { currency, charged: 0, used: 0, tokens: 0, electricity: null };
    money.set(currency, own);
    return own;
  };
  const sum: Omit<CostFigures, 'money'> = {
    reservedMs: 0,
    usedMs: 0,
    chargedMs: 0,
    unpricedMs: 0,
    joules: null,
    facilityJoules: 0,
    coveredMs: 0,
    windowMs: 0,
    promptTokens: 0,
    completionTokens: 0,
  };
  for (const cell of cells) {
    sum.reservedMs += cell.reservedMs;
    sum.usedMs += cell.usedMs;
    sum.coveredMs += cell.coveredMs;
    sum.windowMs += cell.windowMs;
    sum.promptTokens += cell.promptTokens;
    sum.completionTokens += cell.completionTokens;
    if (cell.joules !== null) sum.joules = (sum.joules ?? 0) + cell.joules;
    const chargedMs = cell.charges.reduce((total, it) => total + it.machineMs, 0);
    const usedShare = chargedMs > 0 ? Math.min(1, cell.usedMs / chargedMs) : 0;
    sum.chargedMs += chargedMs;
    for (const { currency, machineMs, amount } of cell.charges) {
      if (amount === null) {
        sum.unpricedMs += machineMs;
        continue;
      }
      const own = of(currency);
      own.charged += amount;
      own.used += amount * usedShare;
    }
    for (const { currency, amount } of cell.tokenCharges) of(currency).tokens += amount;
    for (const { currency, amount, facilityJoules } of cell.electricity) {
      const own = of(currency);
      sum.facilityJoules += facilityJoules;
      own.electricity = (own.electricity ?? 0) + amount;
    }
  }
  return {
    ...sum,
    money: [...money.values()].toSorted((a, b) => (a.currency < b.currency ? -1 : 1)),
  };
}

export type CostRow = CostFigures & { id: string | null; name: string | null };

/** Cells by team, project or machine: the dearest first, those without one last. The newest name stands for each. */
export function rowsBy(
  cells: readonly CostCell[],
  keyOf: (cell: CostCell) => { id: string | null; name: string | null },
): CostRow[] {
  const dearest = (row: CostRow): number => Math.max(0, ...row.money.map((it) => it.charged + it.tokens));
  return [...Map.groupBy(cells, (it) => keyOf(it).id)]
    .map(([id, own]) => ({ id, name: keyOf(own.at(-1)!).name, ...sumCells(own) }))
    .toSorted(
      (a, b) =>
        Number(a.id === null) - Number(b.id === null) ||
        dearest(b) - dearest(a) ||
        (a.name ?? '').localeCompare(b.name ?? '', 'en'),
    );
}

export const byTeam = (it: CostCell) => ({ id: it.teamId, name: it.teamName });
export const byProject = (it: CostCell) => ({ id: it.projectId, name: it.projectName });
export const byMachine = (it: CostCell) => ({ id: it.machineId, name: it.machineName });

/** Fewer tokens than this say nothing about a price of them. */
const MIN_TOKENS = 1000;
const MILLION = 1_000_000;

/** What a million tokens out came to; null ("not enough data") where there were too few. */
export const costPerMillion = (amount: number, tokens: number): number | null =>
  tokens < MIN_TOKENS ? null : (amount / tokens) * MILLION;
