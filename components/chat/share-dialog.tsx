'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { formatMoment } from '@/shared/domain/format.ts';
import { useZone } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { CopyBlock } from '../ui/copy-block.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ErrorNote, FormError } from '../ui/error-note.tsx';
import { SelectField } from '../ui/field.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import type { ConversationDetailView, LinkView } from './types.ts';
import { useListChanged } from './use-list-changed.ts';

type Props = { chat: ConversationDetailView; onClose: () => void };

/** Who of the lab may see a chat: everybody, or who has a link. */
export default function ShareDialog({ chat, onClose }: Props) {
  const changed = useListChanged();
  const share = useMutation(useTRPC().chat.share.mutationOptions({ onSettled: changed }));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Share the chat"
      description={`Who of the lab may see “${chat.title}”; nobody outside can`}
    >
      <Checkbox
        checked={chat.shared}
        disabled={share.isPending}
        onChange={(event) => share.mutate({ id: chat.id, shared: event.target.checked })}
      >
        Everybody of the lab reads it and writes along
      </Checkbox>
      <FormError error={share.error} />
      <h3 className="mt-5 border-b border-border-strong pb-1 font-strong">Links</h3>
      <p className="py-2 text-sm text-muted">
        Who has the link and is signed in reads the chat, and can go on with a copy. Nobody writes in it by a
        link.
      </p>
      <Links conversationId={chat.id} />
    </Dialog>
  );
}

const DAY_MS = 86_400_000;
const ENDS = [
  { value: '1', label: 'for a day' },
  { value: '7', label: 'for a week' },
  { value: '30', label: 'for 30 days' },
  { value: '', label: 'until I take it back' },
];
const KINDS = [
  { value: 'snapshot', label: 'as it is now' },
  { value: 'live', label: 'live, as it goes on' },
];

function Links({ conversationId }: { conversationId: string }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [kind, setKind] = useState('snapshot');
  const [days, setDays] = useState('7');
  const links = useQuery(trpc.chatShelf.links.queryOptions({ conversationId }));
  const onSettled = () => void client.invalidateQueries(trpc.chatShelf.links.queryFilter());
  const create = useMutation(trpc.chatShelf.createLink.mutationOptions({ onSettled }));
  const end = useMutation(trpc.chatShelf.endLink.mutationOptions({ onSettled }));
  return (
    <>
      <form
        className="flex flex-wrap items-end gap-3 pb-3 *:min-w-36"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({
            conversationId,
            kind: kind as LinkView['kind'],
            endsAt: days === '' ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
          });
        }}
      >
        <SelectField
          label="Shows the chat"
          className="flex-1"
          value={kind}
          options={KINDS}
          onChange={(event) => setKind(event.target.value)}
        />
        <SelectField
          label="Lasts"
          className="flex-1"
          value={days}
          options={ENDS}
          onChange={(event) => setDays(event.target.value)}
        />
        <Button type="submit" look="primary" busyLabel={create.isPending ? 'Making…' : null}>
          Make link
        </Button>
      </form>
      <FormError error={create.error ?? end.error} />
      {create.data && (
        <CopyBlock
          label="The new link: copy it now, it is not shown again"
          text={`${window.location.origin}${create.data.path}`}
        />
      )}
      {links.isPending && <SkeletonRows label="Loading links" />}
      {links.isError && <ErrorNote error={links.error} onRetry={() => void links.refetch()} />}
      <ul className="divide-y divide-border">
        {links.data?.map((it) => (
          <LinkRow
            key={it.id}
            link={it}
            isEnding={end.isPending && end.variables.id === it.id}
            onEnd={() => end.mutate({ id: it.id })}
          />
        ))}
      </ul>
      {links.data?.length === 0 && <p className="py-2 text-sm text-muted">There is no link to it.</p>}
    </>
  );
}

function LinkRow({ link, isEnding, onEnd }: { link: LinkView; isEnding: boolean; onEnd: () => void }) {
  const timeZone = useZone();
  const when = formatMoment(link.createdAt, timeZone);
  return (
    <li className="flex items-center gap-3 py-2">
      <span className="min-w-0 flex-1 text-sm">
        {link.kind === 'live' ? 'Live' : `As it was ${when}`},{' '}
        {link.endsAt ? `until ${formatMoment(link.endsAt, timeZone)}` : 'without an end'}
        <span className="block text-xs text-muted">
          {link.openedBy.length > 0 ? `opened by ${link.openedBy.join(', ')}` : 'not opened yet'}
        </span>
      </span>
      <Button
        small
        look="danger"
        busyLabel={isEnding ? 'Taking back…' : null}
        aria-label={`Take back the ${link.kind === 'live' ? 'live link' : 'link'} of ${when}`}
        onClick={onEnd}
      >
        Take back
      </Button>
    </li>
  );
}
