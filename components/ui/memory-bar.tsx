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

export function MemoryBarKey() {
  return (
    <ul className="memory-key" aria-hidden>
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
