import { Network, Share2, Waypoints } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Island } from '@/shared/schemas/machine.ts';
import './island-head.css';
import { SimulatedTag, Tag, type TagTone } from './tag.tsx';

const ICON = { 'aria-hidden': true, size: 16, strokeWidth: 1.6 } as const;
const KINDS: Record<Island['kind'], { icon: ReactNode; word: string | null; tone: TagTone }> = {
  rdma_mesh: { icon: <Waypoints {...ICON} />, word: 'Thunderbolt mesh', tone: 'ready' },
  mesh: { icon: <Waypoints {...ICON} />, word: 'Mesh', tone: 'warning' },
  chain: { icon: <Share2 {...ICON} />, word: 'Chain', tone: 'warning' },
  one_host: { icon: <Network {...ICON} />, word: null, tone: 'neutral' },
  none: { icon: null, word: null, tone: 'neutral' },
};

/** What the island is: its kind, cables seen of cables wanted, and the verdict. */
export function islandFacts({ kind, cablesSeen, cablesWanted }: Island): string | null {
  const { word } = KINDS[kind];
  return word && `${word}, ${cablesSeen} of ${cablesWanted} ${cablesWanted === 1 ? 'cable' : 'cables'}`;
}

export function IslandHead({ island }: { island: Island }) {
  const { icon, tone } = KINDS[island.kind];
  const facts = islandFacts(island);
  return (
    <header className="island-head">
      <h2 title={island.title}>{island.title}</h2>
      {island.simulated && <SimulatedTag />}
      <span className="inline-flex items-center gap-1.5 text-text-2">
        {icon}
        {facts ?? island.verdict}
      </span>
      {facts && island.verdict && <Tag tone={tone}>{island.verdict}</Tag>}
    </header>
  );
}
