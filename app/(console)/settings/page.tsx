import type { Metadata } from 'next';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Profile · Settings' };

export default function Page() {
  return <Client />;
}
