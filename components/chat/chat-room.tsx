'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { isOver } from '@/shared/domain/session-states.ts';
import { EndWarning } from '../layout/end-warning.tsx';
import { useShortcuts } from '../layout/use-shortcuts.ts';
import { useTitle } from '../layout/use-title.ts';
import { useCan, useZone } from '../providers/me.tsx';
import { useNow } from '../providers/now.tsx';
import { useConsoleSocket } from '../providers/realtime.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { powerOf, useLiveReadings, useWatching } from '../providers/use-live.ts';
import { errorCode } from '../user-message.ts';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { Blocked } from './blocked.tsx';
import './chat-room.css';
import './print.css';
import { ChatHeader } from './chat-header.tsx';
import { ConversationList } from './conversation-list.tsx';
import { Provenance } from './provenance.tsx';
import { Thread } from './thread.tsx';
import type { ConversationDetailView } from './types.ts';
import { useAskedMessage } from './use-asked-message.ts';
import { useChat } from './use-chat.ts';
import { useSeen } from './use-seen.ts';

/** One chat: its thread, the others beside it, and where its answers come from. */
export default function ChatRoom({ id }: { id: string }) {
  const state = useChat(id);
  const { chat } = state;
  // What one may not see any more goes, though it was shown: its link has ended, or it is deleted.
  if (chat.data && errorCode(chat.error) !== 'NOT_FOUND')
    return <Room key={id} chat={chat.data} state={state} />;
  return (
    <div className="chat-room" data-open>
      <ConversationList current={id} />
      <main id="main" className="page-body">
        {chat.isError ? (
          <ErrorNote error={chat.error} onRetry={() => void chat.refetch()} />
        ) : (
          <SkeletonRows label="Loading the chat" />
        )}
      </main>
    </div>
  );
}

function Room({ chat, state }: { chat: ConversationDetailView; state: ReturnType<typeof useChat> }) {
  useTitle(`${chat.title} · Chat`);
  useSeen(chat);
  useAskedMessage(chat.messages.map((it) => it.id).join(' '));
  const trpc = useTRPC();
  const may = useCan();
  const nowMs = useNow(10_000);
  const socket = useConsoleSocket();
  const [showsFacts, setShowsFacts] = useState(false);
  // Chosen here when the chat's own session is over; the next question moves the chat to it.
  const [chosen, setChosen] = useState<string | null>(null);
  const sessionId = chosen ?? chat.session?.id ?? null;
  const detail = useQuery({
    ...trpc.sessions.get.queryOptions({ id: sessionId ?? '' }),
    enabled: sessionId !== null,
  });
  const session = detail.data ?? null;
  const isLoading = detail.isPending && sessionId !== null;
  const machineIds = session && !session.endedAt ? session.machines.map((it) => it.id) : [];
  useWatching(machineIds);
  const powerWatts = powerOf(machineIds, useLiveReadings(machineIds));
  const { writing, post, stop, share } = state;
  const timeZone = useZone();
  const stopping = stop.isPending || (stop.isSuccess && stop.variables?.generationId === writing?.id);
  const canStop = may('chat:stop');

  useShortcuts({ '.': () => writing && canStop && !stopping && state.stopAnswer(writing.id) });

  const blocked = <Blocked chat={chat} session={session} isLoading={isLoading} onChoose={setChosen} />;
  const isReady = session?.state === 'ready' && chat.canWrite;
  const facts = (
    <Provenance session={session} isLoading={isLoading} used={chat.used} timeZone={timeZone} nowMs={nowMs} />
  );
  return (
    <>
      <ChatHeader
        chat={chat}
        isSharing={share.isPending}
        shareError={share.error}
        onShare={state.setShared}
        onFacts={() => setShowsFacts(true)}
      />
      <div className="chat-room" data-open>
        <ConversationList current={chat.id} />
        <Thread
          chat={chat}
          timeZone={timeZone}
          socket={socket}
          powerWatts={powerWatts}
          modelTitle={session?.modelTitle ?? chat.session?.modelTitle ?? 'the model'}
          suggestions={session?.suggestedQuestions ?? []}
          blocked={isReady ? null : blocked}
          notice={
            session &&
            !isOver(session.state) && (
              <EndWarning
                bookingId={session.bookingId}
                endsAt={session.endsAt}
                mine={session.mine}
                title={`${chat.title} · Chat`}
              />
            )
          }
          mayWrite={chat.canWrite}
          sending={post.isPending ? post.variables : null}
          sendError={post.error}
          writing={writing}
          canStop={canStop}
          isStopping={stopping}
          stopError={stop.error}
          onSend={(text) => state.send(text, sessionId!)}
          onStop={state.stopAnswer}
          onOver={state.refetch}
          earlier={state.earlier}
        />
        <aside className="chat-source" aria-label="Where answers come from">
          {facts}
        </aside>
      </div>
      <Dialog shape="sheet" open={showsFacts} onOpenChange={setShowsFacts} title="Where answers come from">
        <div className="flex flex-col gap-5 text-sm">{facts}</div>
      </Dialog>
    </>
  );
}
