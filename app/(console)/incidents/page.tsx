import type { Metadata } from 'next';
import { IncidentList } from '@/components/incidents/incident-list.tsx';

export const metadata: Metadata = { title: 'Incidents' };

export default async function Page({ searchParams }: { searchParams: Promise<{ which?: string }> }) {
  const { which } = await searchParams;
  return <IncidentList which={which === 'open' ? 'open' : 'all'} />;
}
