'use client';

import { Plus, Search } from 'lucide-react';
import { useRef, useState } from 'react';
import { useLetterKeys } from '../layout/letter-keys.ts';
import { useShortcuts } from '../layout/use-shortcuts.ts';
import { useNow } from '../providers/now.tsx';
import { Button } from '../ui/button.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { useSettled } from '../ui/use-settled.ts';
import { BulkBar } from './bulk-bar.tsx';
import { ChatShelf } from './chat-shelf.tsx';
import './conversation-list.css';
import { NewChatButton } from './new-chat.tsx';
import { NO_FILTERS, SearchFilters } from './search-filters.tsx';
import { SearchResults } from './search-results.tsx';

/** One's chats and those shared with the lab: what is being answered, what one keeps, then by day; and a search. */
export function ConversationList({ current, full = false }: { current: string | null; full?: boolean }) {
  const nowMs = useNow(60_000);
  const box = useRef<HTMLInputElement>(null);
  const [search, setSearch] = useState('');
  const [filters, setFilters] = useState(NO_FILTERS);
  // Null while nobody chooses.
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null);
  const hasKeys = useLetterKeys();
  const wanted = useSettled(search.trim());
  useShortcuts({ '/': () => box.current?.focus() });
  const toggle = (id: string): void =>
    setChosen((all) => {
      const next = new Set(all);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  return (
    <nav className="chat-list" aria-label="Conversations" data-full={full || undefined}>
      <div className="chat-list-top">
        <NewChatButton icon={<Plus aria-hidden size={16} strokeWidth={1.6} />} />
        <Button small look="quiet" onClick={() => setChosen(chosen ? null : new Set())}>
          {chosen ? 'Done' : 'Choose…'}
        </Button>
      </div>
      <label className="chat-search">
        <Search aria-hidden size={15} strokeWidth={1.6} />
        <input
          ref={box}
          type="search"
          aria-label="Search chats"
          placeholder="Search chats"
          maxLength={200}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setSearch('');
          }}
        />
        {hasKeys && search === '' && (
          <span aria-hidden className="max-tablet:hidden coarse:hidden">
            <Kbd>/</Kbd>
          </span>
        )}
      </label>
      {chosen && <BulkBar chosen={chosen} onDone={() => setChosen(null)} />}
      {wanted === '' ? (
        <ChatShelf current={current} nowMs={nowMs} choosing={chosen && { chosen, toggle }} />
      ) : (
        <>
          <SearchFilters filters={filters} onChange={setFilters} />
          <SearchResults
            text={wanted}
            filters={filters}
            nowMs={nowMs}
            onDrop={() => setFilters(NO_FILTERS)}
          />
        </>
      )}
    </nav>
  );
}
