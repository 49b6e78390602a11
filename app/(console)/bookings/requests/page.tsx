import type { Metadata } from 'next';
import { Prefetched } from '../../../prefetch.tsx';
import { Client } from './client.tsx';

export const metadata: Metadata = { title: 'Requests' };

export default function Page() {
  return (
    <Prefetched>
      <Client />
    </Prefetched>
  );
}
