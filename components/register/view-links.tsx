'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { type MouseEvent, type ReactNode, useRef, useState } from 'react';
import { useTRPC } from '../providers/trpc.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { later } from '../ui/later.tsx';
import { toast } from '../ui/toast.tsx';
import { addressOf, queryOf, type RegisterView, viewOf } from './register-address.ts';
import { readyViews } from './register-list.ts';
import type { Row, SavedViewView } from './types.ts';

const SaveViewDialog = later(() => import('./save-view-dialog.tsx'));

type Props = {
  rows: readonly Row[];
  view: RegisterView;
  today: string;
  onGo: (change: Partial<RegisterView>) => void;
};

/** Ready-made ways of looking at the register, then those that people have saved. */
export function ViewLinks({ rows, view, today, onGo }: Props) {
  const trpc = useTRPC();
  const saved = useQuery(trpc.register.views.queryOptions({ page: 'register' }));
  const [isSaving, setIsSaving] = useState(false);
  const nav = useRef<HTMLElement>(null);
  const query = queryOf(view);
  const current = saved.data?.find((it) => it.query === query);
  // One of a saved view's rows is ready-made too; the name people gave it goes first.
  const isReady = (show: string) => !current && view.show === show;
  return (
    <nav ref={nav} aria-label="Saved views" className="reg-views">
      {readyViews(rows, view, today).map(({ show, label, count }) => {
        const to: RegisterView = current
          ? { show, q: '', sort: 'tag', isDescending: false, columns: null }
          : { ...view, show };
        return (
          <ViewLink key={show} to={to} current={isReady(show)} onGo={onGo}>
            {label} <span>{count}</span>
          </ViewLink>
        );
      })}
      {saved.data?.map((it) => (
        <ViewLink
          key={it.id}
          to={viewOf(new URLSearchParams(it.query))}
          current={it.id === current?.id}
          title={titleOf(it)}
          onGo={onGo}
        >
          {it.name}
          {it.shared && <span>shared</span>}
        </ViewLink>
      ))}
      {current ? (
        current.mayChange && (
          <DeleteView
            saved={current}
            onGone={() => {
              onGo({});
              nav.current?.querySelector('a')?.focus();
            }}
          />
        )
      ) : (
        <button type="button" className="reg-view text-muted" onClick={() => setIsSaving(true)}>
          <Plus aria-hidden size={14} strokeWidth={1.8} />
          Save view
        </button>
      )}
      {isSaving && <SaveViewDialog query={query} onClose={() => setIsSaving(false)} />}
    </nav>
  );
}

const titleOf = ({ shared, ownerName }: SavedViewView): string =>
  ownerName ? `Shared by ${ownerName}` : shared ? 'Yours, shared with the lab' : 'Yours alone';

type LinkProps = {
  to: RegisterView;
  current: boolean;
  title?: string;
  onGo: Props['onGo'];
  children: ReactNode;
};

function ViewLink({ to, current, title, onGo, children }: LinkProps) {
  const go = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onGo(to);
  };
  return (
    <a
      href={addressOf(to)}
      className="reg-view"
      title={title}
      aria-current={current || undefined}
      onClick={go}
    >
      {children}
    </a>
  );
}

/** One's own comes back with Undo; another's is asked about first. */
function DeleteView({ saved, onGone }: { saved: SavedViewView; onGone: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const again = () => queries.invalidateQueries(trpc.register.views.pathFilter());
  const save = useMutation(
    trpc.register.saveView.mutationOptions({ onSuccess: again, onError: toast.failed }),
  );
  const { name, query, shared, ownerName } = saved;
  const remove = useMutation(
    trpc.register.deleteView.mutationOptions({
      onSuccess: () => {
        setIsAsking(false);
        void again();
        const undo = () => save.mutate({ page: 'register', name, query, shared });
        toast.done(`The view ${name} is deleted`, ownerName === null ? undo : undefined);
        onGone();
      },
    }),
  );
  const act = () => remove.mutate({ id: saved.id }, ownerName === null ? { onError: toast.failed } : {});
  return (
    <>
      <button
        type="button"
        className="reg-view text-muted"
        onClick={ownerName === null ? act : () => setIsAsking(true)}
      >
        <Trash2 aria-hidden size={14} strokeWidth={1.6} />
        Delete view
      </button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title={`Delete the view ${name}?`}
        keepLabel="Keep it"
        confirmLabel="Delete view"
        busyLabel="Deleting…"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={act}
      >
        {ownerName} shared it with the lab; nobody will find it here any more. The Macs in it stay as they
        are.
      </ConfirmDialog>
    </>
  );
}
