import type { Metadata } from 'next';
import { EnergyPage } from '@/components/reports/energy/energy-page.tsx';

export const metadata: Metadata = { title: 'Energy · Report' };

export default function Page() {
  return <EnergyPage />;
}
