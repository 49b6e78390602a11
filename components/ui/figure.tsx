import type { ReactNode } from 'react';

export type FigureProps = {
  label: string;
  /** The number, or a `Value` when it is not simply measured. */
  value: ReactNode;
  unit?: string | undefined;
  /** What stands behind it: coverage, names, "in 2 sessions now". */
  basis?: ReactNode;
};

/** A leading figure in a `<dl>`. */
export function Figure({ label, value, unit, basis }: FigureProps) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-muted">{label}</dt>
      <dd className="text-lg font-medium tracking-[-0.022em] whitespace-nowrap tablet:text-xl tablet:font-[500]">
        {value}
        {unit && <small className="ml-1 text-sm font-regular tracking-normal text-text-2">{unit}</small>}
      </dd>
      {basis && (
        <dd
          className="line-clamp-3 text-xs [overflow-wrap:anywhere] text-muted"
          title={typeof basis === 'string' ? basis : undefined}
        >
          {basis}
        </dd>
      )}
    </div>
  );
}
