import type { Metadata } from 'next';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Lab · Settings' };

export default function Page() {
  return <Client />;
}
