import { Check, Minus } from 'lucide-react';
import { BACKEND_LABEL, PARALLELISM_LABEL } from '@/shared/domain/session-states.ts';
import type { Parallelism } from '@/shared/schemas/session.ts';
import type { OutlookView } from './types.ts';

const ICON = { 'aria-hidden': true, size: 16, strokeWidth: 1.8 } as const;
const ABOUT: Record<Parallelism, string> = {
  single: 'The whole model on one Mac.',
  tensor: 'Each layer is split over all of them: the faster way with good cables.',
  pipeline: 'Layers one after the other: asks less of the network.',
};

/** By which network the ranks will meet and how the model is split, with what decided it. */
export function StartWays({
  outlook: { backend, backendReason, ways },
  parallelism,
}: {
  outlook: OutlookView;
  parallelism: Parallelism | null;
}) {
  if (ways.length === 0) return null;
  return (
    <section aria-labelledby="start-ways" className="pt-6">
      <div className="start-head">
        <h2 id="start-ways">Backend and split</h2>
        <span>decided from cables, RDMA and the model</span>
      </div>
      <ul className="border-t border-border-strong text-sm">
        <li className="start-way">
          <Check {...ICON} className="text-ready-text" />
          <span>
            <b className="font-medium">{BACKEND_LABEL[backend]}</b>
            <small>{backendReason}</small>
          </span>
        </li>
        {ways.map((it) => (
          <li key={it.parallelism} className="start-way">
            {it.parallelism === parallelism ? (
              <Check {...ICON} className="text-ready-text" />
            ) : (
              <Minus {...ICON} className="text-muted" />
            )}
            <span>
              <b className={it.refusal === null ? 'font-medium' : 'font-medium text-muted'}>
                {sentence(PARALLELISM_LABEL[it.parallelism])}
              </b>
              {it.parallelism === parallelism && <span className="sr-only"> (chosen)</span>}
              <small>{it.refusal ?? ABOUT[it.parallelism]}</small>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
