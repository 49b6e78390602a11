import type { Metadata } from 'next';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Wall · Settings' };

export default function Page() {
  return <Client />;
}
