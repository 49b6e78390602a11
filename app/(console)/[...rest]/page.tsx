import type { Metadata } from 'next';
import { notFound } from 'next/navigation';

export const metadata: Metadata = { title: 'Nothing here' };

/** Every other address, so that it is told within the shell. */
export default function Page(): never {
  notFound();
}
