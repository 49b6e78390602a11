import type { Metadata } from 'next';
import { NewSession } from '@/components/sessions/new-session.tsx';

export const metadata: Metadata = { title: 'Start a session' };

type Props = { searchParams: Promise<{ booking?: string; model?: string }> };

export default async function Page({ searchParams }: Props) {
  const { booking, model } = await searchParams;
  return <NewSession bookingId={booking ?? null} modelId={model ?? null} />;
}
