import { formatMemory } from '@/shared/domain/format.ts';
import { MemoryBar } from '../ui/memory-bar.tsx';
import type { RankView } from './types.ts';
import { barsOf, listFewNames } from './words.ts';

/** What each Mac would hold against what it may use; Macs with one limit share a bar. */
export function MemoryBars({ ranks }: { ranks: readonly RankView[] }) {
  const bars = barsOf(ranks);
  return (
    <div className="fit-memory text-sm">
      {bars.map(({ rank, names }) => (
        <div key={names.join()}>
          <span className="flex flex-wrap justify-between gap-x-2">
            <span>
              {formatMemory(rank.totalBytes)}{' '}
              <span className="text-muted">
                of {rank.limitBasis === 'estimated' && '≈ '}
                {formatMemory(rank.limitBytes)}
                {rank.takenBytes > 0 && `, ${formatMemory(rank.takenBytes)} held by others`}
              </span>
            </span>
            <Spare bytes={rank.spareBytes} />
          </span>
          <MemoryBar rank={rank} />
          {bars.length > 1 && <small>{listFewNames(names)}</small>}
        </div>
      ))}
    </div>
  );
}

function Spare({ bytes }: { bytes: number }) {
  return bytes >= 0 ? (
    <span>
      <b>{formatMemory(bytes)}</b> to spare
    </span>
  ) : (
    <b className="text-maintenance-text">{formatMemory(-bytes)} too much</b>
  );
}
