import type { Metadata } from 'next';
import { UsePage } from '@/components/reports/use-page.tsx';

export const metadata: Metadata = { title: 'Use' };

export default function Page() {
  return <UsePage />;
}
