import type { ReactNode } from 'react';
import { ScrollRegion } from '../ui/scroll-region.tsx';
import '../ui/list-table.css';

/** A table of a report by its name, which scrolls by itself where it is wider than its place. */
export const ReportTable = ({ label, children }: { label: string; children: ReactNode }) => (
  <ScrollRegion className="report-scroll" label={label}>
    <table className="list-table report-table">
      <caption className="sr-only">{label}</caption>
      {children}
    </table>
  </ScrollRegion>
);
