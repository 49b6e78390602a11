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
import { showOverrides } from '../ui/marks.ts';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { AnswerFactsSheet } from './answer-facts.tsx';
import { Blocked } from './blocked.tsx';
import { ChatActsProvider, useOwnActs } from './chat-acts.tsx';
import { DeleteVersion } from './delete-version.tsx';
import { Elsewhere } from './elsewhere.tsx';
import { useReadySessions } from './new-chat.tsx';
import { Typing } from './people-here.tsx';
import './chat-room.css';
import { type AsideTab, ChatAside } from './chat-aside.tsx';
import './print.css';
import { ChatHeader } from './chat-header.tsx';
import { ConversationList } from './conversation-list.tsx';
import { Provenance } from './provenance.tsx';
import { Thread } from './thread.tsx';
import type { ConversationDetailView, MessageView } from './types.ts';
import { useAskedMessage } from './use-asked-message.ts';
import { useBranches } from './use-branches.ts';
import { useChat } from './use-chat.ts';
import { useComposing } from './use-composing.ts';
import { usePeople } from './use-people.ts';
import { useQueue } from './use-queue.ts';
import { useSeen } from './use-seen.ts';

/** Where there is room beside the thread (chat-room.css). */
const HAS_ASIDE = '(min-width: 1280px)';

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
  const title = `${showOverrides(chat.title)} · Chat`;
  useTitle(title);
  useSeen(chat);
  useAskedMessage(chat.messages.map((it) => it.id).join(' '));
  const trpc = useTRPC();
  const may = useCan();
  const nowMs = useNow(10_000);
  const socket = useConsoleSocket();
  const [showsFacts, setShowsFacts] = useState(false);
  const [aside, setAside] = useState<AsideTab>({ tab: 'source', wanted: null });
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
  const { placeOf } = useQueue(session && !session.endedAt ? session.id : null);
  const { people, typed } = usePeople(chat.id);
  const branches = useBranches(chat.id);
  const { ready } = useReadySessions();
  const [removed, setRemoved] = useState<MessageView | null>(null);
  const [factsOf, setFactsOf] = useState<string | null>(null);
  const { writing, post, stop } = state;
  const timeZone = useZone();
  const stopping = stop.isPending || (stop.isSuccess && stop.variables?.generationId === writing?.id);
  const canStop = may('chat:stop');

  useShortcuts({ '.': () => writing && canStop && !stopping && state.stopAnswer(writing.id) });

  const isReady = session?.state === 'ready' && chat.canWrite;
  const acts = useOwnActs({
    mayWrite: chat.canWrite,
    sessionId: isReady ? session.id : null,
    ready,
    branches,
    // A question that is put otherwise keeps its files.
    ask: (text, sessionId, instead) => state.send(text, sessionId, filesOf(chat, instead?.fromId), instead),
    remove: setRemoved,
    tellFacts: setFactsOf,
  });
  const composing = useComposing({
    chat,
    session,
    stoppable: canStop && !stopping ? writing : null,
    onStop: state.stopAnswer,
    onSession: setChosen,
    onSettings: (place) => {
      setAside({ tab: 'settings', wanted: { place, at: Date.now() } });
      if (!matchMedia(HAS_ASIDE).matches) setShowsFacts(true);
    },
  });
  const blocked = <Blocked chat={chat} session={session} isLoading={isLoading} onChoose={setChosen} />;
  const facts = (
    <ChatAside
      chat={chat}
      shown={aside}
      onShow={setAside}
      facts={
        <Provenance
          session={session}
          isLoading={isLoading}
          used={chat.used}
          timeZone={timeZone}
          nowMs={nowMs}
          powerWatts={powerWatts}
          messages={chat.messages}
          people={people}
        />
      }
    />
  );
  return (
    <>
      <ChatHeader chat={chat} onFacts={() => setShowsFacts(true)} />
      <div className="chat-room" data-open>
        <ConversationList current={chat.id} />
        <ChatActsProvider value={acts}>
          <Thread
            chat={chat}
            timeZone={timeZone}
            socket={socket}
            liveOf={(generationId) => ({ powerWatts, machineIds, queue: placeOf(generationId) })}
            modelTitle={session?.modelTitle ?? chat.session?.modelTitle ?? 'the model'}
            suggestions={session?.suggestedQuestions ?? []}
            blocked={isReady ? null : blocked}
            notice={
              <>
                <Elsewhere chat={chat} onShow={branches.choose} />
                {session && !isOver(session.state) && (
                  <EndWarning
                    bookingId={session.bookingId}
                    endsAt={session.endsAt}
                    mine={session.mine}
                    title={title}
                  />
                )}
                <Typing people={people} />
              </>
            }
            onTyping={typed}
            mayWrite={chat.canWrite}
            sending={post.isPending ? post.variables : null}
            sendError={post.error}
            writing={writing}
            canStop={canStop}
            stoppingId={stopping ? (stop.variables?.generationId ?? null) : null}
            stopError={stop.error}
            composing={composing}
            onSend={(text, attachmentIds) => state.send(text, sessionId!, attachmentIds)}
            onStop={state.stopAnswer}
            onOver={state.answerOver}
            earlier={state.earlier}
          />
        </ChatActsProvider>
        <aside className="chat-source" aria-label="Answers and settings">
          {!showsFacts && facts}
        </aside>
      </div>
      <Dialog shape="sheet" open={showsFacts} onOpenChange={setShowsFacts} title="Answers and settings">
        <div className="flex flex-col gap-5 text-sm">{facts}</div>
      </Dialog>
      <AnswerFactsSheet generationId={factsOf} onClose={() => setFactsOf(null)} />
      <DeleteVersion message={removed} branches={branches} onClose={() => setRemoved(null)} />
    </>
  );
}

const filesOf = (chat: ConversationDetailView, messageId: string | undefined): string[] =>
  chat.messages.find((it) => it.id === messageId)?.attachmentIds ?? [];
