'use client';

import { formatDay, formatTime, zoneName } from '@/shared/domain/format.ts';
import { changeAddress } from '../layout/change-address.ts';
import { Logo } from '../layout/logo.tsx';
import { ShownSwitch } from '../layout/shown-switch.tsx';
import { useThemeToggle } from '../providers/theme.tsx';
import type { PortalClock } from './portal-clock.ts';
import type { WallView } from './types.ts';
import { usePortalNow } from './use-wall.ts';
import { WallFoot } from './wall-foot.tsx';
import { WallHero } from './wall-hero.tsx';
import { WallMachines } from './wall-machines.tsx';
import { WallWord } from './wall-word.tsx';

type Props = { wall: WallView; clock: PortalClock; failing: boolean };
const HOUR_MS = 3_600_000;
/** So many places, some pixels apart, an hour each: no line burns in. */
const SHIFTS = 5;

export function WallScreen({ wall, clock, failing }: Props) {
  const nowMs = usePortalNow(clock) || wall.nowMs;
  const minuteMs = Math.floor(nowMs / 10_000) * 10_000;
  const shift = Math.floor(nowMs / HOUR_MS) % SHIFTS;
  return (
    <main
      id="main"
      className="wall"
      data-simulated={wall.shown === 'simulated' || undefined}
      style={{ translate: `${shift - 2}px ${(shift * 2) % SHIFTS}px` }}
    >
      <WallTop wall={wall} nowMs={nowMs} />
      <WallWord wall={wall} nowMs={nowMs} failing={failing} />
      <WallHero wall={wall} nowMs={minuteMs} />
      <WallMachines wall={wall} nowMs={minuteMs} clock={clock} />
      <WallFoot wall={wall} nowMs={minuteMs} />
      <WallNote wall={wall} />
    </main>
  );
}

function WallTop({ wall, nowMs }: { wall: WallView; nowMs: number }) {
  const { timeZone } = wall;
  return (
    <header className="w-top">
      <Logo />
      <h1>{wall.labName}</h1>
      {wall.shown === 'simulated' && <span className="w-simulated">Simulated</span>}
      <span className="w-day">
        {formatDay(nowMs, timeZone, nowMs)} · {zoneName(timeZone, nowMs)}
      </span>
      <time className="w-clock">{formatTime(nowMs, timeZone)}</time>
    </header>
  );
}

function WallNote({ wall }: { wall: WallView }) {
  const toggle = useThemeToggle();
  const { otherMachines: others, shown, isScreen } = wall;
  const other = shown === 'real' ? 'simulated' : 'real';
  return (
    <footer className="w-note">
      <span>
        {shown === 'simulated' && 'Simulated machines: not hardware, and in no total. '}
        {others > 0 && `${others} ${other} ${others === 1 ? 'Mac' : 'Macs'} not shown`}
      </span>
      <span className="w-acts">
        {!isScreen && others > 0 && (
          <ShownSwitch value={shown} onChange={(kind) => changeAddress(`/wall?show=${kind}`, 'replace')} />
        )}
        {!isScreen && <a href="/machines">Back to the console</a>}
        <button type="button" onClick={toggle}>
          Change theme
        </button>
      </span>
    </footer>
  );
}
