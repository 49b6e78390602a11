import { createOpenState, type JournalState } from '../journal-state.ts';
import { readEntries } from '../journal.ts';

/** What a journal file says is open; nothing when there is none. */
export function readJournal(file: string): JournalState {
  const state = createOpenState();
  readEntries(file, state.apply);
  return state.snapshot();
}
