import type { Metadata } from 'next';
import { ReliabilityPage } from '@/components/reports/reliability/reliability-page.tsx';

export const metadata: Metadata = { title: 'Reliability' };

export default function Page() {
  return <ReliabilityPage />;
}
