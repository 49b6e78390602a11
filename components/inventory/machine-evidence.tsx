'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatMoment } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { Value } from '../ui/value.tsx';
import type { EvidenceView, MachineView } from './types.ts';

/** How much of what its agent looks at it could read; the list of looks behind it. */
export function MachineEvidence({ machine }: { machine: MachineView }) {
  const trpc = useTRPC();
  const [isOpen, setOpen] = useState(false);
  const { data, isPending, isError } = useQuery(trpc.machines.evidence.queryOptions({ id: machine.id }));
  if (isPending) return <span className="text-muted">looking…</span>;
  if (isError) return <Value state="unknown" reason="It could not be read just now." />;
  if (!data.probes || data.probes.length === 0)
    return (
      <Value
        state="unknown"
        reason={machine.simulated ? 'A simulated machine is not looked at.' : 'The agent has not told it.'}
      />
    );
  const failed = data.probes.filter((it) => !it.ok);
  return (
    <>
      {data.probes.length - failed.length} of {data.probes.length} probes answered
      {failed.length > 0 && (
        <span className="block text-muted">
          {failed.length > 2
            ? `${failed[0]!.name}, ${failed[1]!.name} and ${failed.length - 2} more unknown`
            : `${failed.map((it) => it.name).join(' and ')} unknown`}
        </span>
      )}
      <Button small look="quiet" className="-mr-2" onClick={() => setOpen(true)}>
        Show evidence
      </Button>
      {isOpen && <EvidenceDialog evidence={data} name={machine.name} onClose={() => setOpen(false)} />}
    </>
  );
}

type Props = { evidence: EvidenceView; name: string; onClose: () => void };

function EvidenceDialog({ evidence, name, onClose }: Props) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={`What ${name}’s agent looked at`}
      description="Each look stands alone: one that fails leaves its facts unknown and stops no other."
    >
      {evidence.localNetwork === 'unsure' && (
        <p className="pb-3 text-sm text-maintenance-text">
          The agent runs in somebody’s session: macOS asks that person whether it may reach other machines on
          the local network (System Settings, Privacy &amp; Security, Local Network). Installed as a daemon it
          needs no permission.
        </p>
      )}
      <ul aria-label="Probes">
        {evidence.probes?.map((it) => (
          <li
            key={`${it.name} ${it.source}`}
            className="flex gap-2 border-t border-border py-2 text-sm first:border-t-0"
          >
            <span className="mt-0.5 flex-none">
              <StatusGlyph status={it.ok ? 'free' : 'unknown'} label={it.ok ? 'Answered' : 'Unknown'} />
            </span>
            <div className="min-w-0 flex-1">
              <div className="flex flex-wrap justify-between gap-x-3">
                <b>{it.name}</b>
                <span className="text-muted">{formatMoment(it.at, zone, nowMs)}</span>
              </div>
              <code className="block font-mono text-xs text-muted [overflow-wrap:anywhere]">{it.source}</code>
              {it.problem && <span className="block text-maintenance-text">{it.problem}</span>}
            </div>
          </li>
        ))}
      </ul>
      {evidence.serial && (
        <p className="border-t border-border pt-2 text-sm text-muted">
          Serial number as the machine says it: <span className="font-mono text-text">{evidence.serial}</span>
        </p>
      )}
    </Dialog>
  );
}
