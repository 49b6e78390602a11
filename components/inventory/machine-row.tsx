'use client';

import { Ellipsis } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { cordonWords } from '@/shared/domain/cordon.ts';
import { formatMemory, formatPercent, formatWatts, listNames } from '@/shared/domain/format.ts';
import { tellUnmanaged, unmanagedBytes } from '@/shared/domain/unmanaged.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { classNames } from '../ui/class-names.ts';
import { DropdownMenu, type MenuItem } from '../ui/dropdown-menu.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Meter, type MeterTone } from '../ui/meter.tsx';
import type { SparkPoint } from '../ui/spark.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { OUTDATED_REPORT } from './concerns.ts';
import { estimatePower } from './estimate-power.ts';
import { type HolderLine, holderLine } from './holder-line.ts';
import { LiveValue } from './live-value.tsx';
import { MachineSpark } from './machine-spark.tsx';
import type { MachineView } from './types.ts';
import { useReading } from './use-reading.ts';

const TITLE_TONES: Record<HolderLine['tone'], string> = {
  mine: 'text-mine-text',
  busy: 'text-busy-text',
  free: 'text-ready-text',
  maintenance: 'text-maintenance-text',
  muted: 'text-text-2',
};

/** An estimate's mark goes below it where both don't fit. */
const WIDE = 'col-span-2 min-w-0 [&_button]:max-w-full [&_button]:flex-wrap';

export type MachineRowProps = {
  machine: MachineView;
  /** The last 15 minutes of its power; undefined until known. */
  power: readonly SparkPoint[] | undefined;
  menuOf: () => readonly MenuItem[];
};

/** One machine on its twig: name, who has it, power, GPU or CPU, memory. */
export function MachineRow({ machine, power, menuOf }: MachineRowProps) {
  const zone = useZone();
  // Its words change by the minute; there are many rows.
  const nowMs = useNow(60_000);
  const line = holderLine(machine, zone, nowMs);
  const sharers = listNames(machine.sharesHostWith);
  const model = machine.connection === 'never' && machine.note ? machine.note : machine.modelName;
  const about = sharers ? `${model} · one computer with ${sharers}` : model;
  return (
    <li className="twig machine-row">
      <span className="twig-tip">
        <StatusGlyph status={line.status} />
      </span>
      <div className="machine-name">
        <Link
          prefetch={false}
          href={`/machines/${machine.id}`}
          title={machine.name}
          className="block truncate font-strong hover:underline"
        >
          {machine.name}
        </Link>
        <p className="second-line" title={about}>
          {about}
        </p>
      </div>
      <div className="machine-holder">
        <HolderTitle machine={machine} line={line} />
        <p className="second-line" title={line.detail}>
          {line.detail}
        </p>
      </div>
      <Meters machine={machine} tone={toneOf(machine)} power={power} />
      <div className="machine-menu">
        <RowMenu name={machine.name} menuOf={menuOf} />
      </div>
      {unmanagedBytes(machine.unmanaged) > 0 && (
        <p className="machine-note">Unmanaged: {tellUnmanaged(machine.unmanaged!)}</p>
      )}
      {machine.cordon && (
        <p className="machine-note">
          {cordonWords(machine.name, machine.cordon)}: no new session starts on it.
        </p>
      )}
      {machine.warm && (
        <p className="machine-note">
          Kept warm for who comes next:{' '}
          <Link prefetch={false} href={`/sessions/${machine.warm.sessionId}`} className="hover:underline">
            {machine.warm.modelTitle}
          </Link>
        </p>
      )}
      {machine.needsAttention && <p className="machine-note">{machine.needsAttention}</p>}
      {machine.isReportOutdated && <p className="machine-note">{OUTDATED_REPORT}</p>}
    </li>
  );
}

/** A menu a row costs more than the rest of it, and hardly one is opened: it comes with its first press. */
function RowMenu({ name, menuOf }: { name: string } & Pick<MachineRowProps, 'menuOf'>) {
  const [isWanted, setWanted] = useState(false);
  const label = `More about ${name}`;
  const dots = <Ellipsis aria-hidden size={18} strokeWidth={1.6} />;
  if (!isWanted) {
    return (
      <IconButton label={label} aria-haspopup="menu" aria-expanded={false} onClick={() => setWanted(true)}>
        {dots}
      </IconButton>
    );
  }
  return (
    <DropdownMenu label={`Actions for ${name}`} items={menuOf()} defaultOpen>
      <IconButton label={label}>{dots}</IconButton>
    </DropdownMenu>
  );
}

const toneOf = ({ simulated, holder }: MachineView): MeterTone =>
  simulated ? 'simulated' : holder.kind === 'you' ? 'mine' : holder.kind === 'other' ? 'busy' : 'plain';

function HolderTitle({ machine, line }: { machine: MachineView; line: HolderLine }) {
  const { sessionId, bookingId } = machine.holder;
  const href = sessionId ? `/sessions/${sessionId}` : bookingId ? `/bookings/${bookingId}` : null;
  const className = classNames('block truncate font-strong', TITLE_TONES[line.tone]);
  if (!href) {
    return (
      <p className={className} title={line.title}>
        {line.title}
      </p>
    );
  }
  return (
    <Link
      prefetch={false}
      href={href}
      title={line.title}
      className={classNames(className, 'hover:underline')}
    >
      {line.title}
    </Link>
  );
}

function Meters({
  machine,
  tone,
  power,
}: {
  machine: MachineView;
  tone: MeterTone;
  power: readonly SparkPoint[] | undefined;
}) {
  const reading = useReading(machine);
  const { simulated } = machine;
  const watts = reading?.powerWatts ?? null;
  const hasGpu = (reading?.gpuRatio ?? null) !== null;
  const load = hasGpu ? reading!.gpuRatio : (reading?.cpuRatio ?? null);
  const used = reading?.memoryUsedBytes ?? null;
  const total = reading?.memoryTotalBytes ?? machine.memoryBytes;
  const fresh = reading !== null && !reading.stale;
  return (
    <>
      <div className="machine-power">
        <span className={watts === null ? WIDE : undefined}>
          <LiveValue
            reading={reading}
            value={watts}
            format={formatWatts}
            missing="This machine has no power meter that the agent can read."
            estimate={watts === null ? estimatePower(machine, reading) : null}
            simulated={simulated}
          />
        </span>
        {watts !== null && <MachineSpark machine={machine} series={power} />}
      </div>
      <div className="flex flex-col gap-1.5">
        <span className="flex items-baseline justify-between gap-1 whitespace-nowrap">
          <LiveValue
            reading={reading}
            value={load}
            format={formatPercent}
            missing="The agent can’t read the load."
            simulated={simulated}
          />
          {load !== null && <small className="text-xs text-muted">{hasGpu ? 'GPU' : 'CPU'}</small>}
        </span>
        <Meter ratio={fresh ? load : null} tone={tone} />
      </div>
      <div className="flex flex-col gap-1.5">
        <span className="truncate">
          <LiveValue
            reading={reading}
            value={used}
            format={(bytes) => formatMemory(bytes).replace('\u202fGB', '')}
            missing="The agent can’t read the memory in use."
            simulated={simulated}
          />
          {used !== null && total !== null && <span className="text-muted"> / {formatMemory(total)}</span>}
        </span>
        <Meter ratio={fresh && used !== null && total ? used / total : null} tone={tone} />
      </div>
    </>
  );
}
