'use client';

import { useEffect } from 'react';
import { later } from '../ui/later.tsx';
import { ReportShell } from './report-shell.tsx';

const UseView = later(() => import('./use-view.tsx'));

/** Who booked and who used what, and when in the week. */
export function UsePage() {
  // With the figures, not after them.
  useEffect(() => UseView.warm(), []);
  return (
    <ReportShell href="/reports/use" file="usage" compares>
      {(ask) => <UseView {...ask} />}
    </ReportShell>
  );
}
