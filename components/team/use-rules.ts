'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { RuleKind, Valued } from '@/shared/schemas/booking-rule.ts';
import { RULE_LABEL, valueWords } from '@/shared/domain/rule-words.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { toast } from '../ui/toast.tsx';
import type { RuleView } from './types.ts';

export type RuleAt = Pick<RuleView, 'scope' | 'ofId' | 'ofName'>;
export const LAB: RuleAt = { scope: 'lab', ofId: null, ofName: null };

/** `Longest booking of Anjou` */
export const ruleName = (kind: RuleKind, { ofName }: Pick<RuleAt, 'ofName'>): string =>
  ofName === null ? RULE_LABEL[kind] : `${RULE_LABEL[kind]} of ${ofName}`;

/** Sets and removes rules; either is taken back by what was there before. */
export function useRules() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const told = {
    onSuccess: () => queries.invalidateQueries(trpc.bookingRules.pathFilter()),
    onError: toast.failed,
  };
  const save = useMutation(trpc.bookingRules.save.mutationOptions(told));
  const remove = useMutation(trpc.bookingRules.remove.mutationOptions(told));
  const put = (rule: Valued, { scope, ofId }: RuleAt) => save.mutateAsync({ ...rule, scope, ofId });
  const undo = (before: RuleView | null, at: RuleAt, id: string) => (): void => {
    if (before) put(valuedOf(before), at).catch(() => undefined);
    else remove.mutate({ id });
  };
  return {
    isPending: save.isPending || remove.isPending,
    set: (rule: Valued, at: RuleAt, before: RuleView | null): Promise<void> =>
      put(rule, at).then(
        ({ id }) => toast.done(`${ruleName(rule.kind, at)}: ${valueWords(rule)}`, undo(before, at, id)),
        () => undefined,
      ),
    remove: (rule: RuleView): void =>
      remove.mutate(
        { id: rule.id },
        { onSuccess: () => toast.done(`${ruleName(rule.kind, rule)} removed`, undo(rule, rule, rule.id)) },
      ),
  };
}

export const valuedOf = ({ kind, value }: RuleView): Valued => ({ kind, value }) as Valued;
