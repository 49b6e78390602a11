'use client';

import './wall-machines.css';
import { memo, type CSSProperties, useCallback, useSyncExternalStore } from 'react';
import { formatPercent, formatWatts } from '@/shared/domain/format.ts';
import type { LiveReading } from '../providers/frame-store.ts';
import { useRealtime } from '../providers/realtime.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import type { PortalClock } from './portal-clock.ts';
import type { WallMachineView, WallView } from './types.ts';
import { wallLayout } from './wall-layout.ts';
import { wallLine, wallMeters } from './wall-words.ts';

type Props = { wall: WallView; nowMs: number; clock: PortalClock };
type Island = WallView['islands'][number];

/** All machines: on their branches where they fit, else as tiles. */
export const WallMachines = memo(function WallMachines({ wall, nowMs, clock }: Props) {
  const byId = new Map(wall.machines.map((it) => [it.id, it]));
  const layout = wallLayout(wall.islands);
  const show = (id: string, isTile: boolean) => {
    const machine = byId.get(id);
    if (!machine) return null;
    const line = wallLine(machine, wall.shown, { zone: wall.timeZone, nowMs });
    const Shape = isTile ? Tile : Row;
    return (
      <Shape
        key={id}
        machine={machine}
        status={line.status}
        tone={line.tone}
        text={line.text}
        clock={clock}
      />
    );
  };
  if (wall.machines.length === 0)
    return <p className="w-none">The lab’s Macs appear here once their agent has joined.</p>;
  if (layout.kind === 'rows') {
    return (
      <div className="w-macs" style={{ '--columns': Math.max(2, layout.columns.length) } as CSSProperties}>
        {layout.columns.map((islands, index) => (
          <div key={index} className="w-column">
            {islands.map((it) => (
              <section key={it.id} className="w-island" data-kind={it.kind} aria-label={it.title}>
                <IslandHead island={it} />
                <ul>{it.machineIds.map((id) => show(id, false))}</ul>
              </section>
            ))}
          </div>
        ))}
      </div>
    );
  }
  return (
    <ul
      className="w-tiles"
      data-many={wall.machines.length > MANY || undefined}
      style={{ '--across': layout.across } as CSSProperties}
    >
      {wall.islands.flatMap((it) => it.machineIds.map((id) => show(id, true)))}
    </ul>
  );
});

const IslandHead = ({ island }: { island: Island }) => (
  <header>
    <h2>{island.title}</h2>
    <span>{island.kind === 'none' ? '' : island.verdict}</span>
  </header>
);

/** So many tiles have no room for a third line. */
const MANY = 100;
/** Older than this, by the portal's clock, a reading is not of now. */
const STALE_MS = 15_000;
type ShapeProps = {
  machine: WallMachineView;
  status: ReturnType<typeof wallLine>['status'];
  tone: ReturnType<typeof wallLine>['tone'];
  text: string;
  clock: PortalClock;
};

/** Its newest reading while that is one of now; draws again only when there is another, or none any more. */
function useFresh(machineId: string, clock: PortalClock): LiveReading | null {
  const { frames } = useRealtime();
  const subscribe = useCallback(
    (onChange: () => void) => {
      const offs = [frames.listen(`machine ${machineId}`, onChange), clock.listen(onChange)];
      return () => {
        for (const off of offs) off();
      };
    },
    [frames, clock, machineId],
  );
  const read = (): LiveReading | null => {
    const newest = frames.latestOf(machineId);
    return newest && clock.nowMs() - newest.atMs < STALE_MS ? newest : null;
  };
  return useSyncExternalStore(subscribe, read, () => null);
}

const Row = memo(function Row({ machine, status, tone, text, clock }: ShapeProps) {
  const reading = useFresh(machine.id, clock);
  const watts = reading?.powerWatts ?? null;
  const missing = reading ? 'not measured' : 'unknown';
  return (
    <li className="w-m">
      <span className="w-node">
        <StatusGlyph status={status} />
      </span>
      <b>{machine.name}</b>
      {watts === null ? (
        <span className="w-unknown">{missing}</span>
      ) : (
        <span className="w-watts">{formatWatts(watts)}</span>
      )}
      <p data-tone={tone}>{text}</p>
      <p className="w-meters" data-hot={(machine.thermalPressure ?? 0) >= 2 || undefined}>
        {reading && wallMeters(reading, machine.thermalPressure)}
      </p>
    </li>
  );
});

const Tile = memo(function Tile({ machine, status, tone, text, clock }: ShapeProps) {
  const reading = useFresh(machine.id, clock);
  const watts = reading?.powerWatts ?? null;
  const load = reading ? (reading.gpuRatio ?? reading.cpuRatio) : null;
  return (
    <li className="w-tile" data-status={status}>
      <p className="w-name">
        <StatusGlyph status={status} small />
        <b>{machine.name}</b>
      </p>
      <p className="w-figure">
        <span>{watts === null ? '–' : formatWatts(watts)}</span>
        <span className="w-load">{load === null ? '' : formatPercent(load)}</span>
      </p>
      <p className="w-who" data-tone={tone}>
        {text}
      </p>
    </li>
  );
});
