import { formatDate, formatMoney, formatPercent } from '@/shared/domain/format.ts';

export type ValueLeftProps = {
  currency: string;
  price: number;
  /** What it is worth at its end. */
  residual: number;
  worth: number;
  /** Of its price; null where that is nothing. */
  shareLeft: number | null;
  boughtOn: string;
  endsOn: string;
  /** How much of its lifespan is over, from 0 to 1. */
  shareOver: number;
};

const WIDTH = 1000;
const HEIGHT = 100;
const monthOf = (day: string): string => formatDate(day).replace(/^\d+ /, '');

/** What it is still worth, and the straight line down to its end. */
export function ValueLeft(props: ValueLeftProps) {
  const { currency, price, residual, worth, shareLeft, boughtOn, endsOn, shareOver } = props;
  const yOf = (amount: number): number => (price === 0 ? HEIGHT : HEIGHT * (1 - amount / price));
  const now = { x: WIDTH * shareOver, y: yOf(worth) };
  const end = { x: WIDTH, y: yOf(residual) };
  return (
    <figure className="pt-3">
      <figcaption className="pb-1 text-sm">
        <b>{formatMoney(worth, currency)}</b> left
        {shareLeft !== null && `, ${formatPercent(shareLeft)}`}
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-11 w-full overflow-visible"
        role="img"
        aria-label={`Its value falls in a straight line from ${formatMoney(price, currency)} in ${monthOf(boughtOn)} to ${formatMoney(residual, currency)} in ${monthOf(endsOn)}; ${formatMoney(worth, currency)} now`}
      >
        <g fill="none" vectorEffect="non-scaling-stroke">
          <path d={`M0 ${HEIGHT}H${WIDTH}`} stroke="var(--border-strong)" vectorEffect="non-scaling-stroke" />
          <path
            d={`M0 0L${now.x} ${now.y}V${HEIGHT}H0Z`}
            fill="color-mix(in oklab, var(--accent) 16%, transparent)"
          />
          <path
            d={`M${now.x} ${now.y}L${end.x} ${end.y}`}
            stroke="var(--border-control)"
            strokeWidth={1.5}
            strokeDasharray="3 3"
            vectorEffect="non-scaling-stroke"
          />
          <path
            d={`M0 0L${now.x} ${now.y}`}
            stroke="var(--accent)"
            strokeWidth={1.5}
            vectorEffect="non-scaling-stroke"
          />
        </g>
      </svg>
      <p className="relative flex justify-between pt-1 text-xs text-muted">
        <span>{monthOf(boughtOn)}</span>
        {shareOver > 0.28 && shareOver < 0.72 && (
          <span className="absolute -translate-x-1/2" style={{ left: `${shareOver * 100}%` }}>
            now
          </span>
        )}
        <span>{monthOf(endsOn)}</span>
      </p>
    </figure>
  );
}
