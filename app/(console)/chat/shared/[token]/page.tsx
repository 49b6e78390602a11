import type { Metadata } from 'next';
import { SharedChatLoader } from '@/components/chat/shared-chat-loader.tsx';

export const metadata: Metadata = { title: 'Shared chat', referrer: 'no-referrer' };

export default async function Page({ params }: { params: Promise<{ token: string }> }) {
  return <SharedChatLoader token={(await params).token} />;
}
