import { formatDay, formatGigabytes } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import type { RemovalView } from './types.ts';

/** What goes first by the lab's rule, by name, size and last use; nothing where nothing does. */
export function Removes({ removes }: { removes: readonly RemovalView[] }) {
  const zone = useZone();
  const now = useNow(60_000);
  if (removes.length === 0) return null;
  const words = removes.map(({ title, bytes, lastUsedAt }) => {
    const used = lastUsedAt === null ? 'not used there' : `last used ${formatDay(lastUsedAt, zone, now)}`;
    return `${title} (${formatGigabytes(bytes)}, ${used})`;
  });
  return <span className="text-maintenance-text">removes {words.join(', ')} first, to make room</span>;
}
