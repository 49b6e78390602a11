'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { SECOND_FACTOR_RULES, type SecondFactorRule } from '@/shared/schemas/sign-in.ts';
import { useTRPC } from '../providers/trpc.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { Pick } from '../ui/pick.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import { toast } from '../ui/toast.tsx';
import { Heading } from './heading.tsx';
import { ProviderSection } from './provider-section.tsx';
import { SettingsHeader } from './settings-header.tsx';

/** The lab's rules of coming in. */
export function SignInSettingsPage() {
  return (
    <>
      <SettingsHeader />
      <main id="main" className="page-body flex max-w-[44rem] flex-col gap-8">
        <SecondFactorSection />
        <ProviderSection />
      </main>
    </>
  );
}

const WORDS: Record<SecondFactorRule, string> = { off: 'nobody', admins: 'admins and owners' };

function SecondFactorSection() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const rule = useQuery(trpc.signIns.secondFactorRule.queryOptions());
  const save = useMutation(
    trpc.signIns.setSecondFactorRule.mutationOptions({
      onSuccess: (saved) => {
        client.setQueryData(trpc.signIns.secondFactorRule.queryKey(), saved);
        toast.done('Saved. It counts at once');
      },
      onError: toast.failed,
    }),
  );
  return (
    <section aria-labelledby="second-factor">
      <Heading id="second-factor" title="Second factor">
        at every way in
      </Heading>
      {rule.isPending && <SkeletonRows label="Loading the rule" count={1} />}
      {rule.error && <ErrorNote error={rule.error} onRetry={() => void rule.refetch()} />}
      {rule.data && (
        <>
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-border py-2">
            <span>A second factor is asked of</span>
            <Pick
              label="Who needs a second factor"
              value={rule.data.rule}
              options={SECOND_FACTOR_RULES.map((it) => [it, WORDS[it]] as const)}
              onChange={(value) => save.mutate({ rule: value as SecondFactorRule })}
            />
          </p>
          <p className="pt-2 text-sm text-muted">
            A passkey counts as both factors; beside a password, a link or the sign-in service it is a code or
            a passkey. {missingWords(rule.data)}
          </p>
        </>
      )}
    </section>
  );
}

function missingWords({ rule, missing }: { rule: SecondFactorRule; missing: readonly string[] }): string {
  if (missing.length === 0) return 'Every admin has one.';
  const when = rule === 'off' ? 'Once it is asked of them they' : 'They';
  return `Without one so far: ${missing.join(', ')}. ${when} set it up at their next page, before anything else.`;
}
