'use client';

import { Button } from '../ui/button.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import type { MadeInvitationView } from './types.ts';

type Props = { made: MadeInvitationView; email: string | null; onClose: () => void };

/** The link of an invitation, the only time that it is shown. */
export function LinkDialog({ made, email, onClose }: Props) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={email === null ? 'The link is made' : `${email} is invited`}
      description={
        made.isMailed
          ? 'It is on its way by mail. The list says whether the mail server took it.'
          : email === null
            ? 'Give it to one person: whoever opens it first is in.'
            : 'No mail server is set up, so give them the link yourself.'
      }
    >
      <CopyBlock label="Link of the invitation" text={made.link} />
      <p className="pt-3 text-sm text-muted">
        It works once, and is shown only now: the lab keeps a fingerprint of it. Lost? Make a new one from the
        list.
      </p>
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}
