import type { Metadata } from 'next';
import { ElsewherePage } from '@/components/reports/elsewhere/elsewhere-page.tsx';

export const metadata: Metadata = { title: 'Elsewhere' };

export default function Page() {
  return <ElsewherePage />;
}
