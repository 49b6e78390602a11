import { Check, TriangleAlert } from 'lucide-react';
import { formatContext, formatCount, formatMemory } from '@/shared/domain/format.ts';
import { MemoryBar, MemoryBarKey } from '../ui/memory-bar.tsx';
import type { OutlookView } from './types.ts';

const ICON = { 'aria-hidden': true, size: 16, strokeWidth: 1.8 } as const;

/** What each Mac would hold of the model, against what it may give to one. */
export function StartMemory({ outlook: { plan, whyNoPlan, asked } }: { outlook: OutlookView }) {
  const { contextTokens, requests } = asked;
  const basis = `with ${formatContext(contextTokens)} of context for ${requests === 1 ? 'one request' : `${formatCount(requests)} requests`}`;
  return (
    <section aria-labelledby="start-memory">
      <div className="start-head">
        <h2 id="start-memory">Memory</h2>
        {plan && <span>a rank a Mac, {basis}</span>}
        {plan && <MemoryBarKey isTaken={plan.ranks.some((it) => it.takenBytes > 0)} />}
      </div>
      {plan === null && (
        <p className="text-sm text-text-2">{whyNoPlan} Starting it does not depend on that.</p>
      )}
      {plan && (
        <ul className="border-t border-border-strong">
          {plan.ranks.map((rank) => (
            <li key={rank.machine} className="start-rank">
              {rank.spareBytes >= 0 ? (
                <Check {...ICON} className="text-ready-text" />
              ) : (
                <TriangleAlert {...ICON} className="text-maintenance-text" />
              )}
              <b className="min-w-0 font-medium [overflow-wrap:anywhere]">{rank.machine}</b>
              <MemoryBar rank={rank} />
              <span className="text-right">
                <b>{formatMemory(rank.totalBytes)}</b> of {rank.limitBasis === 'estimated' && '≈ '}
                {formatMemory(rank.limitBytes)}
                {rank.takenBytes > 0 && `, ${formatMemory(rank.takenBytes)} held by others`}
                <small className={rank.spareBytes < 0 ? 'text-maintenance-text' : 'text-muted'}>
                  {rank.spareBytes < 0
                    ? `${formatMemory(-rank.spareBytes)} too much`
                    : `${formatMemory(rank.spareBytes)} to spare`}
                </small>
              </span>
            </li>
          ))}
        </ul>
      )}
      {plan && plan.verdict !== 'fits' && <Note text={plan.reason} />}
      {[...(plan?.warnings ?? []), ...(plan?.notes ?? [])].map((it) => (
        <Note key={it} text={it} />
      ))}
    </section>
  );
}

const Note = ({ text }: { text: string }) => (
  <p className="flex gap-2 pt-2 text-sm">
    <TriangleAlert {...ICON} className="mt-px flex-none text-maintenance-text" />
    <span>{text}</span>
  </p>
);
