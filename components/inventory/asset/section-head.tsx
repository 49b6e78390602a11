import type { ReactNode } from 'react';

/** A section's title, what it is about, and the way on at its end. */
export function SectionHead({ title, meta, end }: { title: string; meta?: ReactNode; end?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-baseline gap-x-3 border-b border-border-strong pb-2">
      <h2>{title}</h2>
      {meta && <span className="min-w-0 text-sm text-muted">{meta}</span>}
      {end && <span className="ml-auto text-sm">{end}</span>}
    </div>
  );
}

/** A word that does something, at the end of a section's title. */
export function HeadButton({ children, onClick }: { children: ReactNode; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="text-link underline underline-offset-2 coarse:min-h-11"
    >
      {children}
    </button>
  );
}
