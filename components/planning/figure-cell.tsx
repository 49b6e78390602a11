import { splitUnit } from '@/shared/domain/format.ts';
import { Tag } from '../ui/tag.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { Value } from '../ui/value.tsx';
import type { FigureView } from './types.ts';

const BASES = { measured: 'measured here', published: 'published', estimated: 'estimate' } as const;

type FigureCellProps = {
  label: string;
  figure: FigureView | null;
  format: (value: number) => string;
  /** The unit stands in the head of the column. */
  withBasis?: boolean;
  simulated: boolean;
};

/** A figure and where it comes from, which opens on hover, focus and a tap. */
export function FigureCell({ label, figure, format, withBasis = false, simulated }: FigureCellProps) {
  return (
    <div className="fit-number">
      <span className="fit-label">{label}</span>
      {figure === null ? (
        <Value state="unknown" reason="Something that it follows from is not known of these Macs." />
      ) : (
        <Tooltip text={`${BASES[figure.basis]}: ${figure.how}.`}>
          <button type="button" className={simulated ? 'text-simulated-text' : undefined}>
            {figure.basis === 'estimated' && '≈ '}
            {withBasis ? <b>{splitUnit(format(figure.value)).value}</b> : format(figure.value)}
            <span className="sr-only">, {BASES[figure.basis]}</span>
          </button>
        </Tooltip>
      )}
      {figure !== null && withBasis && (
        <span aria-hidden className="block text-xs text-muted">
          {figure.basis === 'estimated' ? <Tag tone="estimate">estimate</Tag> : BASES[figure.basis]}
        </span>
      )}
    </div>
  );
}
