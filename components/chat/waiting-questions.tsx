import { Button } from '../ui/button.tsx';

import type { Waiting } from './waiting-of.ts';

type Props = { waiting: readonly Waiting[]; onTakeBack: (it: Waiting) => void };

/** One's own questions that are not being answered yet. */
export function WaitingQuestions({ waiting, onTakeBack }: Props) {
  if (waiting.length === 0) return null;
  return (
    <ul className="chat-waiting" aria-label="Your questions that wait">
      {waiting.map((it) => (
        <li key={it.generationId}>
          <span>
            Waits: <q>{it.text.length > 90 ? `${it.text.slice(0, 90)}…` : it.text}</q>
          </span>
          <Button
            small
            look="quiet"
            onClick={() => onTakeBack(it)}
            aria-label={`Take back: ${it.text.slice(0, 60)}`}
          >
            Take back
          </Button>
        </li>
      ))}
    </ul>
  );
}
