'use client';

import { useQuery } from '@tanstack/react-query';
import { formatCountdown } from '@/shared/domain/format.ts';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { DialogActions } from '../ui/dialog.tsx';
import { StatusGlyph } from '../ui/status-glyph.tsx';
import type { JoinTokenView } from './types.ts';

type Props = { token: JoinTokenView; name: string; onClose: () => void };

/** The lines to paste on the machine, shown once; says by itself when the machine has joined. */
export function JoinLines({ token, name, onClose }: Props) {
  const joined = useHasJoined(token);
  const text = token.commands.machine;
  return (
    <>
      <p className="pb-3 text-text-2">
        Open Terminal on {name} and paste these lines. They hold a one-time key, shown only now. Node 22 or
        newer has to be there.
      </p>
      <CopyBlock label="Lines to paste" text={text} />
      <div className="mt-3" aria-live="polite">
        {joined ? (
          <Banner icon={<StatusGlyph status="free" label={null} />} title={`${name} has joined.`}>
            It reports to the lab from now on.
          </Banner>
        ) : (
          <Waiting name={name} expiresAt={token.expiresAt} />
        )}
      </div>
      <DialogActions>
        <Button look={joined ? 'plain' : 'primary'} onClick={onClose}>
          Close
        </Button>
        {joined && (
          <ButtonLink look="primary" href={`/machines/${token.machineId}`}>
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
      <Banner tone="warning" title="These lines have run out.">
        Make new ones from the machine’s menu.
      </Banner>
    );
  }
  return (
    <p className="flex items-center gap-2 text-sm text-muted">
      <span className="live-dot text-muted" />
      <span>
        Waiting for {name}. The lines work for another <span aria-live="off">{formatCountdown(leftMs)}</span>.
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
