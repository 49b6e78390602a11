import type { Metadata } from 'next';
import { ReportPage } from '@/components/reports/report-page.tsx';

export const metadata: Metadata = { title: 'Report' };

type Props = { searchParams: Promise<{ from?: string; to?: string }> };

export default async function Page({ searchParams }: Props) {
  const { from, to } = await searchParams;
  return <ReportPage from={from ?? null} to={to ?? null} />;
}
