import type { Metadata } from 'next';
import { StatementPage } from '@/components/reports/statement-page.tsx';

export const metadata: Metadata = { title: 'Statement · Report' };

type Props = { params: Promise<{ teamId: string }> };

export default async function Page({ params }: Props) {
  const { teamId } = await params;
  return <StatementPage teamId={teamId === 'none' ? null : teamId} />;
}
