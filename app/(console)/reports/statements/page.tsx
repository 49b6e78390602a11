import type { Metadata } from 'next';
import { StatementsPage } from '@/components/reports/statements-page.tsx';

export const metadata: Metadata = { title: 'Statements · Report' };

export default function Page() {
  return <StatementsPage />;
}
