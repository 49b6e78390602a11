import { useId } from 'react';
import type { SERIES_SCOPES } from '@/shared/schemas/booking-series.ts';

export type Scope = (typeof SERIES_SCOPES)[number];
const WORDS: Record<Scope, string> = {
  this: 'This date',
  following: 'This and those following',
  all: 'All that are ahead',
};

/** Which dates of a series are meant; those that are over or cancelled never are. */
export function ScopeField({ value, onChange }: { value: Scope; onChange: (scope: Scope) => void }) {
  const name = useId();
  return (
    <fieldset>
      <legend className="pb-1 text-sm font-medium">Which dates</legend>
      {(Object.keys(WORDS) as Scope[]).map((scope) => (
        <label key={scope} className="flex min-h-(--row-dense) items-center gap-2.5">
          <input
            type="radio"
            name={name}
            className="size-4 flex-none accent-accent"
            checked={scope === value}
            onChange={() => onChange(scope)}
          />
          {WORDS[scope]}
        </label>
      ))}
    </fieldset>
  );
}
