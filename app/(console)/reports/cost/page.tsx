import type { Metadata } from 'next';
import { CostPage } from '@/components/reports/cost-page.tsx';

export const metadata: Metadata = { title: 'Cost · Report' };

export default function Page() {
  return <CostPage />;
}
