'use client';

import { useEffect } from 'react';
import { later } from '../../ui/later.tsx';
import { ReportShell } from '../report-shell.tsx';

const EnergyView = later(() => import('./energy-view.tsx'));

/** What the Macs drew, what each number stands on, what it took at rest, and how it is reckoned. */
export function EnergyPage() {
  // With the figures, not after them.
  useEffect(() => EnergyView.warm(), []);
  return (
    <ReportShell href="/reports/energy" file="energy">
      {(ask) => <EnergyView {...ask} />}
    </ReportShell>
  );
}
