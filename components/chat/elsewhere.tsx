'use client';

import { useEffect, useState } from 'react';
import { announce } from '../layout/live-region.tsx';
import { useMe } from '../providers/me.tsx';
import { Button } from '../ui/button.tsx';
import type { ConversationDetailView } from './types.ts';

/** What somebody else writes on another version while one looks: told, with the way there. */
export function Elsewhere({
  chat,
  onShow,
}: {
  chat: ConversationDetailView;
  onShow: (messageId: string) => void;
}) {
  const me = useMe();
  const { newest, leafId } = chat;
  // What was there when the page came is nothing new.
  const [seenId, setSeenId] = useState(newest?.id ?? null);
  const isNew = newest !== null && newest.id !== seenId && newest.id !== leafId && newest.by?.id !== me.id;
  const name = newest?.by?.name ?? 'Somebody';
  useEffect(() => {
    if (isNew) announce(`${name} wrote on another version of this chat`);
  }, [isNew, name, newest?.id]);
  if (!isNew) return null;
  const done = (): void => setSeenId(newest.id);
  return (
    <p className="chat-note flex flex-wrap items-center gap-2">
      <span className="flex-1">{name} wrote on another version of this chat.</span>
      <Button
        small
        onClick={() => {
          done();
          onShow(newest.id);
        }}
      >
        Show it
      </Button>
      <Button small look="quiet" onClick={done}>
        Stay here
      </Button>
    </p>
  );
}
