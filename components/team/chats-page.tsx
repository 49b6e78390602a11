'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { ErrorNote, FormError } from '../ui/error-note.tsx';
import { InputField, SelectField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { COLUMNS } from './columns.ts';
import { ImportChats } from './import-chats.tsx';
import { LastChanged } from './last-changed.tsx';
import { SettingsHeader } from './settings-header.tsx';

const HEADING = 'mt-8 border-b border-border-strong pb-2';

/** How long chats are kept, and taking one's own out, in and away. */
export function ChatsPage() {
  const may = useCan();
  const trpc = useTRPC();
  const shelf = useQuery(trpc.chatShelf.get.queryOptions());
  const [asks, setAsks] = useState(false);
  return (
    <>
      <SettingsHeader facts="Chats" />
      <main id="main" className="page-body">
        <div className={COLUMNS}>
          <div>
            <h2 className="border-b border-border-strong pb-2">How long chats are kept</h2>
            {shelf.isPending && <SkeletonRows label="Loading" />}
            {shelf.isError && <ErrorNote error={shelf.error} onRetry={() => void shelf.refetch()} />}
            {shelf.data && <Retention key={shelf.data.retentionDays} days={shelf.data.retentionDays} />}
            <LastChanged kind="conversation.set-retention" />
            <h2 id="delete" className={HEADING}>
              Delete your chats
            </h2>
            <p className="py-3 text-text-2">
              Every chat you began goes, also for those you shared it with, with its questions and answers.
              What they cost stays in the reports, without a word of them.
            </p>
            {shelf.data?.own === 0 ? (
              <p className="text-muted">You have none.</p>
            ) : (
              <Button look="danger" disabled={!shelf.data} onClick={() => setAsks(true)}>
                Delete all my chats…
              </Button>
            )}
          </div>
          <div>
            <h2 className="border-b border-border-strong pb-2">Take your chats along</h2>
            <p className="py-3 text-text-2">
              All of yours with every branch, how each answer was made and what it took, as JSON. One chat
              also as Markdown, from its own menu.
            </p>
            <a className={buttonClass({})} href="/api/chats/export" download>
              Save all my chats
            </a>
            {may('chat:write') && (
              <>
                <h2 className={HEADING}>Bring chats in</h2>
                <ImportChats />
              </>
            )}
          </div>
        </div>
        {asks && shelf.data && <DeleteAll count={shelf.data.own} onClose={() => setAsks(false)} />}
      </main>
    </>
  );
}

const FOREVER = '';
const USUAL = [FOREVER, '7', '30', '90', '180', '365'];
const wordsOf = (days: string): string => (days === FOREVER ? 'until somebody deletes them' : `${days} days`);

function Retention({ days }: { days: number | null }) {
  const may = useCan();
  const trpc = useTRPC();
  const client = useQueryClient();
  const now = days === null ? FOREVER : String(days);
  const [chosen, setChosen] = useState(now);
  const save = useMutation(
    trpc.chatShelf.setRetention.mutationOptions({
      onSuccess: () => {
        toast.done('Saved');
        void client.invalidateQueries(trpc.chatShelf.get.queryFilter());
      },
    }),
  );
  if (!may('chat:set-retention'))
    return (
      <p className="py-3 text-text-2">
        {days === null
          ? 'This lab keeps chats until somebody deletes them.'
          : `This lab deletes chats that nobody wrote in for ${days} days. An admin can change that.`}
      </p>
    );
  return (
    <form
      className="flex max-w-[24rem] flex-col gap-3 pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ days: chosen === FOREVER ? null : Number(chosen) });
      }}
    >
      <SelectField
        label="Keep chats that nobody writes in"
        hint="Then their texts go, pinned ones too; what they cost stays in the reports. Within the hour."
        value={chosen}
        options={[...new Set([...USUAL, now])].map((it) => ({ value: it, label: wordsOf(it) }))}
        onChange={(event) => setChosen(event.target.value)}
      />
      <FormError error={save.error} />
      <Button
        type="submit"
        className="self-start"
        disabled={chosen === now}
        busyLabel={save.isPending ? 'Saving…' : null}
      >
        Save
      </Button>
    </form>
  );
}

const WORD = 'delete';
const chats = (count: number): string => (count === 1 ? 'one chat' : `${count} chats`);
function DeleteAll({ count, onClose }: { count: number; onClose: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const again = () =>
    Promise.all([trpc.chat, trpc.chatShelf].map((it) => client.invalidateQueries(it.pathFilter())));
  const restore = useMutation(
    trpc.chatShelf.restoreAll.mutationOptions({
      onSuccess: ({ restored }) => {
        toast.done(`Brought back ${chats(restored)}`);
        void again();
      },
      onError: toast.failed,
    }),
  );
  const remove = useMutation(
    trpc.chatShelf.deleteAll.mutationOptions({
      onSuccess: ({ deleted, since }) => {
        toast.done(`Deleted ${chats(deleted)}`, () => restore.mutate({ since }));
        void again();
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title={count === 1 ? 'Delete your only chat?' : `Delete all your ${count} chats?`}
      description="Those you shared go for everybody. Running answers are stopped. For a moment it can be taken back."
      submitLabel={`Delete ${chats(count)}`}
      busyLabel="Deleting…"
      sending={remove}
      canSubmit={typed.trim().toLowerCase() === WORD}
      onSubmit={() => remove.mutate()}
      onClose={onClose}
    >
      <InputField
        label={`Type “${WORD}” to go on`}
        value={typed}
        autoComplete="off"
        maxLength={20}
        onChange={(event) => setTyped(event.target.value)}
      />
    </FormDialog>
  );
}
