import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { FormError } from '../ui/error-note.tsx';
import { Pick } from '../ui/pick.tsx';
import { toast } from '../ui/toast.tsx';

const BY_HAND = '';
const USUAL = [BY_HAND, '3', '7', '14', '30'];
const wordsOf = (days: string): string =>
  days === BY_HAND ? 'by hand alone' : `by itself ${days} days after its end`;

/** When months are frozen. */
export function FreezeRule({ days }: { days: number | null }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const can = useCan();
  const save = useMutation(
    trpc.costs.setFreezeRule.mutationOptions({
      onSuccess: () => {
        void queries.invalidateQueries(trpc.costs.pathFilter());
        toast.done('Saved');
      },
    }),
  );
  const now = days === null ? BY_HAND : String(days);
  const rest = days === null ? '.' : ', once the energy of all its sessions is settled.';
  return (
    <div className="no-print pt-5 text-sm text-text-2">
      A month is frozen{' '}
      {can('cost:manage') ? (
        <Pick
          label="When a month is frozen"
          value={now}
          options={[...new Set([...USUAL, now])].map((it) => [it, wordsOf(it)] as const)}
          onChange={(value) => save.mutate({ days: value === BY_HAND ? null : Number(value) })}
        />
      ) : (
        wordsOf(now)
      )}
      {rest}
      <FormError error={save.error} />
    </div>
  );
}
