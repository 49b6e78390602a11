'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDateTime } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import type { MemberView } from './types.ts';

/** For a person who can't get in: a link, told once, for an admin to hand over. */
export default function SignInLinkDialog({ member, onClose }: { member: MemberView; onClose: () => void }) {
  const trpc = useTRPC();
  const zone = useZone();
  const nowMs = useNow(60_000);
  const [clearsSecondFactor, setClears] = useState(false);
  const make = useMutation(trpc.signIns.makeLink.mutationOptions());
  const title = `A sign-in link for ${member.name}`;
  if (make.data)
    return (
      <Dialog open onOpenChange={onClose} title={title}>
        <div className="flex flex-col gap-4">
          <p className="text-text-2">
            Give it to {member.name} and to nobody else: whoever opens it first chooses the password. It works
            once, until {formatDateTime(make.data.expiresAt, zone, nowMs)}, and is not shown again.
          </p>
          <CopyBlock label={title} head="One-time link" text={make.data.link} />
          <DialogActions>
            <Button look="primary" onClick={onClose}>
              Done
            </Button>
          </DialogActions>
        </div>
      </Dialog>
    );
  return (
    <FormDialog
      title={title}
      description="For who can’t get in. Using it sets a new password and ends their other sign-ins; until then nothing changes."
      submitLabel="Make the link"
      busyLabel="Making…"
      sending={make}
      onSubmit={() => make.mutate({ userId: member.id, clearsSecondFactor })}
      onClose={onClose}
    >
      <Checkbox checked={clearsSecondFactor} onChange={(event) => setClears(event.target.checked)}>
        Their phone or key is lost too: remove codes and passkeys
      </Checkbox>
    </FormDialog>
  );
}
