import { Button } from './button.tsx';

type Query = {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage(): Promise<unknown>;
};

/** At the end of a list that goes on; nothing when all of it is shown. */
export function LoadMore({ query, label }: { query: Query; label: string }) {
  if (!query.hasNextPage) return null;
  return (
    <div className="flex justify-center py-3">
      <Button
        busyLabel={query.isFetchingNextPage ? 'Loading…' : null}
        onClick={() => void query.fetchNextPage()}
      >
        {label}
      </Button>
    </div>
  );
}
