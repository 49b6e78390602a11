import { formatMemory } from '@/shared/domain/format.ts';
import type { RankView } from './types.ts';
import { barParts, barsOf, barWords, listFewNames } from './words.ts';

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
              </span>
            </span>
            <Spare bytes={rank.spareBytes} />
          </span>
          <Bar rank={rank} />
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

function Bar({ rank }: { rank: RankView }) {
  const { parts, isTorn } = barParts(rank);
  return (
    <span className="memory-bar" role="img" aria-label={barWords(rank)}>
      {parts.map(({ kind, from, width }) => (
        <i
          key={kind}
          data-part={kind}
          data-torn={(kind === 'over' && isTorn) || undefined}
          style={{ left: `${from}%`, width: `${width}%` }}
        />
      ))}
    </span>
  );
}

export function BarKey() {
  return (
    <ul className="fit-key" aria-hidden>
      <li>
        <i data-part="weights" />
        weights
      </li>
      <li>
        <i data-part="cache" />
        cache
      </li>
      <li>
        <i data-part="overhead" />
        besides
      </li>
      <li>
        <i data-part="limit" />
        what that Mac may use
      </li>
      <li>
        <i data-part="over" />
        too much
      </li>
    </ul>
  );
}
