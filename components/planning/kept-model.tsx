'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../providers/trpc.tsx';
import { toast } from '../ui/toast.tsx';
import type { CatalogueModelView } from './types.ts';

const idOf = (planId: string): string => planId.slice(planId.indexOf(':') + 1);

/** A model that the lab keeps, and the way to take it off the list; it can be brought back. */
export function KeptModel({ model }: { model: CatalogueModelView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const again = () => queryClient.invalidateQueries(trpc.planning.pathFilter());
  const restore = useMutation(
    trpc.models.restore.mutationOptions({ onSuccess: again, onError: (error) => toast.failed(error) }),
  );
  const remove = useMutation(
    trpc.models.remove.mutationOptions({
      onSuccess: async ({ id, title }) => {
        toast.done(`${title} is off the list.`, () => restore.mutate({ id }));
        await again();
      },
      onError: (error) => toast.failed(error),
    }),
  );
  return (
    <li>
      kept by the lab ·{' '}
      <button
        type="button"
        className="text-link underline underline-offset-2"
        disabled={remove.isPending}
        onClick={() => remove.mutate({ id: idOf(model.id) })}
      >
        Remove<span className="sr-only"> {model.title} from the list</span>
      </button>
    </li>
  );
}
