'use client';

import './wall.css';
import { useSearchParams } from 'next/navigation';
import { useEffect } from 'react';
import type { ShownKind } from '@/shared/domain/shown-kind.ts';
import { useConnection, WallRealtimeProvider } from '../providers/realtime.tsx';
import { useDoor } from './use-door.ts';
import { useReadAgain, useWall } from './use-wall.ts';
import { WallScreen } from './wall-screen.tsx';

const LOOK_MS = 60_000;

/** The lab on a wall: for whoever is signed in, and for a screen with a link of its own. */
export function WallPage() {
  const door = useDoor();
  const readAgain = useReadAgain();
  if (door.state === 'opening') return <main id="main" className="wall" aria-busy="true" />;
  if (door.state === 'closed') return <Closed why={door.why} />;
  return (
    <WallRealtimeProvider onHint={readAgain}>
      <Open />
    </WallRealtimeProvider>
  );
}

function Open() {
  const asked = useSearchParams().get('show');
  const show: ShownKind | null = asked === 'real' || asked === 'simulated' ? asked : null;
  const { wall, clock, error, isClosed, refetch } = useWall(show);
  const { state } = useConnection();
  // Cut off: nothing of it stays on the screen.
  if (isClosed || state === 'signed-out')
    return <Closed why="This screen shows the wall no more: its link has run out or was taken back." />;
  if (wall) return <WallScreen wall={wall} clock={clock} failing={error !== null} />;
  return (
    <main id="main" className="wall wall-empty">
      {error && (
        <>
          <h1>The portal does not answer</h1>
          <p>It is asked again by itself.</p>
          <button type="button" onClick={() => void refetch()}>
            Ask now
          </button>
        </>
      )}
    </main>
  );
}

/** Looks again each minute: a person may have signed in here, and a reload costs nobody anything. */
function Closed({ why }: { why: string }) {
  useEffect(() => {
    const timer = setInterval(() => window.location.reload(), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <main id="main" className="wall wall-empty">
      <h1>Nothing is shown here</h1>
      <p role="alert">{why}</p>
      <p>
        An admin makes a link for a screen under Settings, Wall. Or <a href="/sign-in?next=/wall">sign in</a>.
      </p>
    </main>
  );
}
