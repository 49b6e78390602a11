import type { ReactNode } from 'react';
import { formatContext } from '@/shared/domain/format.ts';
import { MemoryBarKey } from '../ui/memory-bar.tsx';
import { SetRow } from './set-row.tsx';
import type { FitView, SetView } from './types.ts';

type SetGroupsProps = {
  plan: FitView;
  /** Where a set is checked with the model. */
  checksOf: (machineIds: string[]) => string;
  onModels: (machineIds: string[]) => void;
};

/** Those that fit, those that do not, those nobody knows of; simulated ones apart, at the end. */
export function SetGroups({ plan, checksOf, onModels }: SetGroupsProps) {
  const real = plan.sets.filter(({ simulated }) => !simulated);
  const fits = real.filter(({ verdict }) => verdict === 'fits');
  const unknown = real.filter(({ verdict }) => verdict === 'unknown');
  const fails = real.filter((set) => !fits.includes(set) && !unknown.includes(set));
  const simulated = plan.sets.filter((set) => set.simulated);
  const prompt = formatContext(plan.promptTokens);
  const group = (title: string, facts: string, sets: SetView[], end?: ReactNode) =>
    sets.length > 0 && (
      <section aria-label={title}>
        <header className="fit-head">
          <h2>{title}</h2>
          <span className="text-sm text-muted">{facts}</span>
          {end}
        </header>
        {sets.some(({ verdict }) => verdict === 'fits') && <Columns />}
        <ul>
          {sets.map((set) => (
            <SetRow
              key={set.machines.map(({ id }) => id).join()}
              set={set}
              isBest={set === fits[0]}
              checksHref={set.machines.length > 1 ? checksOf(set.machines.map(({ id }) => id)) : null}
              onModels={onModels}
            />
          ))}
        </ul>
      </section>
    );
  const isTaken = plan.sets.some((set) => set.ranks.some((it) => it.takenBytes > 0));
  return (
    <>
      {fails.length > 0 && fits.length === 0 && (
        <p className="pt-5">
          <b>None of our sets is known to run {plan.model.title} like this.</b> Ask for less context, fewer
          requests or a smaller form, or see what to buy.
        </p>
      )}
      {group(
        'Fits',
        `${countSets(fits)}, fastest first · first token of a prompt of ${prompt} tokens`,
        fits,
        <MemoryBarKey isTaken={isTaken} />,
      )}
      {group(
        'Does not fit, or cannot be split',
        countSets(fails),
        fails,
        fits.length === 0 && <MemoryBarKey isTaken={isTaken} />,
      )}
      {group('Not known', countSets(unknown), unknown)}
      {group('Simulated', 'not hardware, and in no set with real Macs', simulated)}
      {plan.leftOut > 0 && (
        <p className="pt-3 text-sm text-muted">
          {plan.leftOut} more sets are not shown. Choose machines to see theirs.
        </p>
      )}
    </>
  );
}

const countSets = ({ length }: readonly SetView[]): string => (length === 1 ? '1 set' : `${length} sets`);

function Columns() {
  return (
    <div className="fit-row fit-columns" aria-hidden>
      <span />
      <span>Set</span>
      <span>Memory on each Mac</span>
      <span className="text-right">tok/s</span>
      <span className="text-right">Prefill</span>
      <span className="text-right">First token</span>
      <span className="text-right">Power</span>
      <span className="text-right">J/token</span>
    </div>
  );
}
