import type { ReactNode } from 'react';
import { Written } from './written.tsx';

type SectionHeadProps = {
  /** Of the heading, for the section that it names. */
  id: string;
  name: string;
  /** Beside the name. */
  tag?: ReactNode;
  /** What can be done with it; nothing where one may not. */
  actions?: ReactNode;
  /** Lines about it. */
  children: ReactNode;
};

/** The head of one of several things that have a section each: its name, what it is, what can be done. */
export const SectionHead = ({ id, name, tag, actions, children }: SectionHeadProps) => (
  <div className="flex flex-wrap items-start justify-between gap-3 border-b border-border-strong pb-2">
    <div className="min-w-0">
      <div className="flex flex-wrap items-center gap-2">
        <h2 id={id}>
          <Written text={name} />
        </h2>
        {tag}
      </div>
      {children}
    </div>
    {actions && <span className="flex flex-wrap gap-2">{actions}</span>}
  </div>
);
