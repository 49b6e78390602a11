'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCountdown } from '@/shared/domain/format.ts';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { DialogActions } from '../ui/dialog.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import { AdmitNewcomer } from './admit-newcomer.tsx';
import type { JoinTokenView, LabTokenView } from './types.ts';

/** The line to paste on a machine, shown once; says by itself when the machine has joined. */
export function JoinLines(props: { token: JoinTokenView; name: string; onClose: () => void }) {
  const { token, name, onClose } = props;
  const joined = useHasJoined(token);
  return (
    <>
      <JoinLine commands={token.commands} place={name} />
      <Outcome
        name={name}
        machineId={joined ? token.machineId : null}
        expiresAt={token.expiresAt}
        onClose={onClose}
      />
    </>
  );
}

/** How often a token for whichever machine comes is asked after. */
const LOOK_MS = 2000;

/** The same for whichever machine comes: its record is found by its serial, else it is asked here. */
export function LabJoinLines({ token, onClose }: { token: LabTokenView; onClose: () => void }) {
  const trpc = useTRPC();
  const { data } = useQuery({
    ...trpc.joins.progress.queryOptions({ id: token.tokenId }),
    refetchInterval: (query) => (query.state.data?.machineId ? false : LOOK_MS),
  });
  const newcomers = useQuery({
    ...trpc.joins.newcomers.queryOptions(),
    enabled: data?.newcomerId != null,
    // The page behind may have looked just before it came.
    staleTime: 0,
  });
  const newcomer = newcomers.data?.find((it) => it.id === data?.newcomerId);
  if (newcomer) return <AdmitNewcomer newcomer={newcomer} onAdmitted={() => {}} onRefused={onClose} />;
  return (
    <>
      <JoinLine commands={token.commands} place="the Mac" />
      <Outcome
        name={data?.machineName ?? 'a Mac'}
        machineId={data?.machineId ?? null}
        expiresAt={token.expiresAt}
        onClose={onClose}
      />
    </>
  );
}

const WAYS = [
  { value: 'machine', label: 'For the whole Mac' },
  { value: 'person', label: 'For one account' },
] as const;
type Way = (typeof WAYS)[number]['value'];
const WHAT: Record<Way, string> = {
  machine:
    'Asks for an administrator’s password. The agent is a service of the Mac then: it runs from the start on, whoever is signed in.',
  person:
    'Without administrator rights. It runs only while that account is signed in, and macOS asks there whether it may reach other machines.',
};

function JoinLine({ commands, place }: { commands: JoinTokenView['commands']; place: string }) {
  const [way, setWay] = useState<Way>('machine');
  return (
    <>
      <p className="pb-3 text-text-2">
        Open Terminal on {place} and paste this line. It holds a one-time key, shown only now. Node 22 or
        newer has to be there (<code className="font-mono text-sm">brew install node</code>).
      </p>
      <Segmented label="Whom it runs for" options={WAYS} value={way} onChange={setWay} />
      <p className="py-2 text-sm text-muted">{WHAT[way]}</p>
      <CopyBlock label="Line to paste" text={commands[way]} />
      <p className="pt-2 text-sm text-muted">
        To take it away again: <code className="font-mono">espalier-agent uninstall</code>. Nothing is left of
        it.
      </p>
    </>
  );
}

type OutcomeProps = { name: string; machineId: string | null; expiresAt: string; onClose: () => void };

function Outcome({ name, machineId, expiresAt, onClose }: OutcomeProps) {
  return (
    <>
      <div className="mt-3" aria-live="polite">
        {machineId === null ? (
          <Waiting name={name} expiresAt={expiresAt} />
        ) : (
          <Banner icon={<StatusGlyph status="free" label={null} />} title={`${name} has joined.`}>
            It reports to the lab from now on.
          </Banner>
        )}
      </div>
      <DialogActions>
        <Button look={machineId === null ? 'primary' : 'plain'} onClick={onClose}>
          Close
        </Button>
        {machineId !== null && (
          <ButtonLink look="primary" href={`/machines/${machineId}`}>
            Open {name}
          </ButtonLink>
        )}
      </DialogActions>
    </>
  );
}

function Waiting({ name, expiresAt }: { name: string; expiresAt: string }) {
  const nowMs = useNow(1000);
  const leftMs = new Date(expiresAt).getTime() - nowMs;
  if (leftMs <= 0) {
    return (
      <Banner tone="warning" title="This line has run out.">
        Make a new one.
      </Banner>
    );
  }
  return (
    <p className="flex items-center gap-2 text-sm text-muted">
      <span className="live-dot text-muted" />
      <span>
        Waiting for {name}. The line works for another <span aria-live="off">{formatCountdown(leftMs)}</span>.
      </span>
    </p>
  );
}

// By the agent it has, not by time: this browser's clock may differ.
function useHasJoined({ machineId, replacesAgentId }: JoinTokenView): boolean {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.machines.list.queryOptions());
  const machine = data?.machines.find((it) => it.id === machineId);
  return machine?.connection === 'online' && machine.agentId !== replacesAgentId;
}
