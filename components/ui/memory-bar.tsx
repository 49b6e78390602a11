import './memory-bar.css';
import { barParts, barWords, type HeldMemory } from './memory-bar-parts.ts';

/** What one Mac would hold, by parts, against what it may use. */
export function MemoryBar({ rank }: { rank: HeldMemory }) {
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

/** `isTaken`: some of these Macs hold programs of others. */
export function MemoryBarKey({ isTaken = false }: { isTaken?: boolean }) {
  return (
    <ul className="memory-key" aria-hidden>
      {isTaken && (
        <li>
          <i data-part="taken" />
          other programs
        </li>
      )}
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
