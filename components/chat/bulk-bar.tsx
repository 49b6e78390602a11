'use client';

import { Button } from '../ui/button.tsx';
import { useListActs } from './use-list-acts.ts';

/** What can be done with several chats at once. */
export function BulkBar({ chosen, onDone }: { chosen: ReadonlySet<string>; onDone: () => void }) {
  const { archive, takeAway } = useListActs();
  const ids = [...chosen];
  const words = ids.length === 1 ? 'One chat is' : `${ids.length} chats are`;
  const act = (work: () => void) => () => {
    work();
    onDone();
  };
  return (
    <div className="chat-bulk" role="group" aria-label="Chosen chats">
      <span className="flex-1 text-sm">{ids.length === 0 ? 'Choose chats' : `${ids.length} chosen`}</span>
      <Button small disabled={ids.length === 0} onClick={act(() => archive(ids, `${words} archived`))}>
        Archive
      </Button>
      <Button
        small
        look="danger"
        disabled={ids.length === 0}
        onClick={act(() => takeAway(ids, `${words} deleted`))}
      >
        Delete
      </Button>
    </div>
  );
}
