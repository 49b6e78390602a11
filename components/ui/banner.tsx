import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type BannerTone = 'neutral' | 'error' | 'warning';

const TONES: Record<BannerTone, string> = {
  neutral: 'bg-unknown-soft border-unknown',
  error: 'bg-fault-soft border-fault',
  warning: 'bg-maintenance-soft border-maintenance',
};

export type BannerProps = {
  tone?: BannerTone;
  icon?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
};

/** One strip that says what is so, why, and what to do; an error is announced at once. */
export function Banner({ tone = 'neutral', icon, title, children, action }: BannerProps) {
  return (
    <div
      role={tone === 'error' ? 'alert' : 'status'}
      className={classNames(
        'flex flex-wrap items-start gap-x-3 gap-y-2 rounded-md border-l-3 px-3 py-2 text-sm',
        TONES[tone],
      )}
    >
      {icon && <span className="mt-0.5 flex-none">{icon}</span>}
      <div className="min-w-[60%] flex-1">
        <b>{title}</b> {children}
      </div>
      {action}
    </div>
  );
}
