'use client';

import { Button } from '../ui/button.tsx';
import { useChatActs } from './chat-acts.tsx';

/** Asks the session that answers now for an answer below a message; nothing for who may not ask, or with none ready. */
export function AskButton({ below, children }: { below: string; children: string }) {
  const { branches, sessionId, mayWrite } = useChatActs();
  if (!mayWrite || sessionId === null) return null;
  return (
    <Button
      small
      busyLabel={branches.isAsking ? 'Asking…' : null}
      onClick={() => void branches.again(below, sessionId)}
    >
      {children}
    </Button>
  );
}
