import type { Metadata } from 'next';
import { WallPage } from '@/components/wall/wall-page.tsx';

export const metadata: Metadata = { title: 'Wall', referrer: 'no-referrer' };
// Nothing of the lab is in it: what it shows is asked by the screen, as often as it hangs there.
export const dynamic = 'force-dynamic';

export default function Page() {
  return <WallPage />;
}
