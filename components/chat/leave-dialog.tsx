'use client';

import { ExternalLink } from 'lucide-react';
import { Button, buttonClass } from '../ui/button.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import type { SafeLink } from './safe-link.ts';

type Props = { link: SafeLink; open: boolean; onOpenChange: (open: boolean) => void };

/** Where a link of an answer leads, in full, before anybody goes there. */
export default function LeaveDialog({ link, open, onOpenChange }: Props) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Leave the lab for ${link.place}?`}
      description="The link stands in an answer; nobody here has looked at where it leads."
    >
      <CopyBlock label="The whole address" text={link.href} />
      {link.href.startsWith('http:') && (
        <p className="pt-2 text-sm text-muted">It is not encrypted: others on the way can read along.</p>
      )}
      <DialogActions>
        <Button onClick={() => onOpenChange(false)}>Stay here</Button>
        <a
          href={link.href}
          target="_blank"
          rel="noopener noreferrer nofollow ugc"
          className={buttonClass({ look: 'primary' })}
          onClick={() => onOpenChange(false)}
        >
          <ExternalLink aria-hidden size={16} strokeWidth={1.6} />
          Open {link.place}
        </a>
      </DialogActions>
    </Dialog>
  );
}
