'use client';

import type { ReactNode } from 'react';
import { skewWords } from '@/shared/domain/clock-skew.ts';
import { formatDateTime } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { Value } from '../ui/value.tsx';
import { islandFacts } from '../ui/island-head.tsx';
import { OUTDATED_REPORT } from './concerns.ts';
import { MachineEvidence } from './machine-evidence.tsx';
import type { MachineDetailView, MachineView } from './types.ts';

const CONNECTIONS: Record<MachineView['connection'], string> = {
  online: 'connected',
  suspect: 'late, still counted as connected',
  asleep: 'asleep, the portal wakes its Mac',
  lost: 'silent',
  never: 'not joined yet',
  revoked: 'revoked',
};

/** Its agent, its host and its cables; what the agent sees of the hardware is in a table of its own. */
export function MachineFacts({ machine }: { machine: MachineDetailView }) {
  const zone = useZone();
  const nowMs = useNow(60_000);
  const island = machine.standsIn;
  const unknown = <Value state="unknown" reason="The agent has not told it." />;
  return (
    <section aria-label="Agent">
      <h2 className="border-b border-border-strong pb-2">Agent</h2>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 pt-2 text-sm">
        <Fact term="Host">{machine.hostName ?? unknown}</Fact>
        {machine.sharesHostWith.length > 0 && (
          <Fact term="Shares it with">{machine.sharesHostWith.join(', ')}</Fact>
        )}
        <Fact term="State">
          {CONNECTIONS[machine.connection]}
          {machine.agentVersion && `, version ${machine.agentVersion}`}
          {machine.clockSkewMs !== null && (
            <span className="block text-maintenance-text">{skewWords(machine.clockSkewMs)}</span>
          )}
          {machine.isReportOutdated && <span className="block text-maintenance-text">{OUTDATED_REPORT}</span>}
          {machine.needsAttention && (
            <span className="block text-maintenance-text">{machine.needsAttention}</span>
          )}
        </Fact>
        {machine.lastSeenAt && (
          <Fact term="Last heard">{formatDateTime(machine.lastSeenAt, zone, nowMs)}</Fact>
        )}
        {machine.engine && !machine.engine.ready && (
          <Fact term="Engine">
            <span className="text-maintenance-text">
              not ready: {machine.engine.message ?? 'no reason given'}
            </span>
          </Fact>
        )}
        <Fact term="Evidence">
          <MachineEvidence machine={machine} />
        </Fact>
        <Fact term="Cables">{island ? (islandFacts(island) ?? island.verdict ?? 'none') : 'none'}</Fact>
      </dl>
    </section>
  );
}

/** A term and what is so, in a list of such. */
export function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd className="min-w-0 text-right [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}
