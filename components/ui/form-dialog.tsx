import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog, DialogActions } from './dialog.tsx';
import { FormError } from './error-note.tsx';
import { focusProblem } from './return-focus.ts';

type FormDialogProps = {
  title: string;
  description?: string;
  /** The main button's words, and those while it waits. */
  submitLabel: string;
  busyLabel: string;
  /** A mutation: whether it waits, and why it was refused. */
  sending: { isPending: boolean; error: unknown };
  canSubmit?: boolean;
  /** The browser's own hints; off where the form says itself what is wrong. */
  noValidate?: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** One question with a few fields: Enter sends it, what was refused stands above the buttons, and the text is kept. */
export function FormDialog(props: FormDialogProps) {
  const { title, description, sending, canSubmit = true, noValidate = false, onClose } = props;
  return (
    <Dialog open onOpenChange={onClose} title={title} {...(description && { description })}>
      <form
        noValidate={noValidate}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          props.onSubmit();
          focusProblem(event.currentTarget);
        }}
      >
        {props.children}
        <FormError error={sending.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            busyLabel={sending.isPending ? props.busyLabel : null}
            disabled={!canSubmit}
          >
            {props.submitLabel}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
