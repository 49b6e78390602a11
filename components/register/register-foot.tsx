import type { ReactNode } from 'react';
import type { RegisterView } from './register-address.ts';
import type { Row } from './types.ts';

type Props = {
  rows: readonly Row[];
  view: RegisterView;
  onGo: (change: Partial<RegisterView>) => void;
  children: ReactNode;
};

/** How value is reckoned, and what is left out of it. */
export function RegisterFoot({ rows, view, onGo, children }: Props) {
  const simulated = rows.filter((it) => it.asset.simulated).length;
  const isSimulated = view.show === 'simulated';
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2 pt-4">
      <p className="max-w-[46rem] text-xs text-muted">
        Whole months of the lifespan from the day of purchase. Live state is in the list, not here.{' '}
        {simulated > 0 && (
          <>
            {simulated === 1 ? 'One simulated Mac is no asset' : `${simulated} simulated Macs are no assets`}{' '}
            and in no view or sum.{' '}
            <button
              type="button"
              className="link min-h-6 text-xs"
              onClick={() => onGo({ show: isSimulated ? 'all' : 'simulated', q: '' })}
            >
              {isSimulated ? 'Back to the assets' : simulated === 1 ? 'Show it' : 'Show them'}
            </button>
          </>
        )}
      </p>
      {children}
    </div>
  );
}
