import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type TagTone = 'neutral' | 'simulated' | 'warning' | 'ready' | 'mine' | 'busy' | 'fault' | 'estimate';

const TONES: Record<TagTone, string> = {
  neutral: 'bg-unknown-soft text-text-2',
  simulated: 'bg-simulated-soft text-simulated-text',
  warning: 'bg-maintenance-soft text-maintenance-text',
  ready: 'bg-ready-soft text-ready-text',
  mine: 'bg-mine-soft text-mine-text',
  busy: 'bg-busy-soft text-busy-text',
  fault: 'bg-fault-soft text-fault-text',
  estimate: 'border border-dashed border-border-strong text-muted',
};

type TagProps = { tone?: TagTone; title?: string; children: ReactNode };
/** A small fact beside a name; at most two. */
export function Tag({ tone = 'neutral', title, children }: TagProps) {
  return (
    <span
      title={title}
      className={classNames(
        'inline-flex items-center gap-1.5 rounded-sm px-1.5 text-xs leading-[1.125rem] font-medium whitespace-nowrap forced-colors:border',
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}

export const SimulatedTag = () => <Tag tone="simulated">Simulated</Tag>;
