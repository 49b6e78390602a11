import type { Metadata } from 'next';
import { ResultsPage } from '@/components/reports/results/results-page.tsx';

export const metadata: Metadata = { title: 'Model results' };

export default function Page() {
  return <ResultsPage />;
}
