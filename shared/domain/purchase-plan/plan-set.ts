/** So many of one kind of Mac that are bought in a plan. */
export type PlanLine = {
  /** Of the catalogue, and one of its memory sizes. */
  catalogId: string;
  memoryGb: number;
  count: number;
  /** Cabled to each other for RDMA, as far as they can be. */
  isCabled: boolean;
  /** Of one, as entered; there are no others. */
  price: number | null;
  currency: string | null;
  lifespanMonths: number;
  residualPrice: number | null;
  /** As entered, at the wall; null: as measured here or as the catalogue has it. */
  idleWatts: number | null;
  maxWatts: number | null;
};
/** Today's machines without some of them, and with others. */
export type PlanSetAsked = { lines: PlanLine[]; without: string[] };

export const USUAL_LIFESPAN_MONTHS = 48;
/** One of a kind, with nothing entered. */
export const NEW_LINE = {
  count: 1,
  isCabled: false,
  price: null,
  currency: null,
  lifespanMonths: USUAL_LIFESPAN_MONTHS,
  residualPrice: null,
  idleWatts: null,
  maxWatts: null,
} satisfies Omit<PlanLine, 'catalogId' | 'memoryGb'>;

/**
 * A set as it stands in an address: lines and what is left out, parted by commas. `2*studio-m5max-128:c:4200EUR48r500:8-150W`
 * are two of 128 GB, cabled, €4,200 each over 48 months with €500 left, 8 W idle and 150 W at most; `-0190…` leaves that
 * machine out.
 */
export const printSet = ({ lines, without }: PlanSetAsked): string =>
  [...lines.map(printLine), ...without.map((id) => `-${id}`)].join(',');

function printLine(it: PlanLine): string {
  const parts = [`${it.count}*${it.catalogId}-${it.memoryGb}`];
  if (it.isCabled) parts.push('c');
  if (it.price !== null && it.currency !== null)
    parts.push(
      `${it.price}${it.currency}${it.lifespanMonths}${it.residualPrice ? `r${it.residualPrice}` : ''}`,
    );
  if (it.idleWatts !== null && it.maxWatts !== null) parts.push(`${it.idleWatts}-${it.maxWatts}W`);
  return parts.join(':');
}

const KIND = /^(\d{1,2})\*([a-z0-9][a-z0-9-]{0,48})-(\d{1,4})$/;
const MONEY = /^(\d+(?:\.\d+)?)([A-Z]{3})(\d{1,3})(?:r(\d+(?:\.\d+)?))?$/;
const WATTS = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)W$/;

/** The set that an address tells; what makes no sense in it is left out, and null where nothing is left. */
export function parseSet(text: string): PlanSetAsked | null {
  const set: PlanSetAsked = { lines: [], without: [] };
  for (const part of text.split(',')) {
    if (part.startsWith('-') && part.length > 1) set.without.push(part.slice(1));
    else {
      const line = parseLine(part);
      if (line) set.lines.push(line);
    }
  }
  return set.lines.length + set.without.length === 0 ? null : set;
}

function parseLine(text: string): PlanLine | null {
  const [kind = '', ...parts] = text.split(':');
  const found = KIND.exec(kind);
  if (!found) return null;
  const money = parts.map((it) => MONEY.exec(it)).find((it) => it !== null);
  const watts = parts.map((it) => WATTS.exec(it)).find((it) => it !== null);
  return {
    catalogId: found[2]!,
    memoryGb: Number(found[3]),
    count: Number(found[1]),
    isCabled: parts.includes('c'),
    price: money ? Number(money[1]) : null,
    currency: money?.[2] ?? null,
    lifespanMonths: Number(money?.[3] ?? USUAL_LIFESPAN_MONTHS),
    residualPrice: money?.[4] ? Number(money[4]) : null,
    idleWatts: watts ? Number(watts[1]) : null,
    maxWatts: watts ? Number(watts[2]) : null,
  };
}
