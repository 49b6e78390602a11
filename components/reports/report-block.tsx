import type { ReactNode } from 'react';

type ReportBlockProps = {
  id: string;
  title: ReactNode;
  /** Beside the title. */
  facts?: ReactNode;
  /** One column, for what is as wide as the page. */
  isWide?: boolean;
  children: ReactNode;
};

/** A part of a report under its heading. */
export const ReportBlock = ({ id, title, facts, isWide = false, children }: ReportBlockProps) => (
  <section className={isWide ? 'report-block report-wide' : 'report-block'} aria-labelledby={id}>
    <div className="report-head">
      <h2 id={id}>{title}</h2>
      {facts && <span>{facts}</span>}
    </div>
    {children}
  </section>
);
