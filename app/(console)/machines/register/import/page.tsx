import type { Metadata } from 'next';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Import into the register' };

export default function Page() {
  return <Client />;
}
