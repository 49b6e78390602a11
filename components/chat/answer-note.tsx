import type { GenerationState } from '@/shared/schemas/chat.ts';

/** What ended an answer other than being complete, and what one can do. */
const NOTES: Partial<Record<GenerationState, { text: string; fault: boolean }>> = {
  stopped: { text: 'Stopped. The part written is kept.', fault: false },
  length: { text: 'Ended at its longest length. It can go on from there.', fault: false },
  interrupted: {
    text: 'Interrupted. The part written is kept; ask again, here or with another session.',
    fault: true,
  },
  error: {
    text: 'This answer failed. Ask again; if it fails again, look at the session’s log.',
    fault: true,
  },
};
const STOPPED_EMPTY = { text: 'Stopped before its first word.', fault: false };

type AnswerNoteProps = { state: GenerationState; message: string | null; isEmpty: boolean };

export function AnswerNote({ state, message, isEmpty }: AnswerNoteProps) {
  const note = state === 'stopped' && isEmpty ? STOPPED_EMPTY : NOTES[state];
  if (!note) return null;
  return (
    <p className="chat-note" data-fault={note.fault || undefined}>
      {message && note.fault ? message : note.text}
    </p>
  );
}
