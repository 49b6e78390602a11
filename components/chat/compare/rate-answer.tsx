'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { RATING_REASONS, VERDICTS } from '@/shared/schemas/comparison.ts';
import { useTRPC } from '../../providers/trpc.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { InputField } from '../../ui/field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { toast } from '../../ui/toast.tsx';
import { Written } from '../../ui/written.tsx';
import type { ComparedAnswerView, RatingView } from './types.ts';

const LABELS: Record<RatingView['verdict'] | 'none', string> = {
  none: 'Not rated',
  best: 'Best',
  good: 'Good',
  weak: 'Weak',
};

/** One's own word on an answer, kept as it is chosen, and what others said. */
export function RateAnswer({ answer, mayRate }: { answer: ComparedAnswerView; mayRate: boolean }) {
  const { mine, ratings, number } = answer;
  return (
    <div className="compare-rate">
      {mayRate && <Mine key={mine?.note ?? ''} answer={answer} />}
      {ratings.length > 0 && (
        <ul aria-label={`What others say of answer ${number}`} className="flex flex-col gap-2 text-sm">
          {ratings.map((it) => (
            <li key={it.person.id} className="flex gap-2">
              <Avatar name={it.person.name} />
              <span className="min-w-0 [overflow-wrap:anywhere]">
                <b>{LABELS[it.verdict]}</b> says <Written text={it.person.name} />
                {it.reasons.length > 0 && `: ${it.reasons.join(', ')}`}
                {it.note && (
                  <>
                    . <Written text={it.note} />
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Mine({ answer }: { answer: ComparedAnswerView }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { mine, number, id: generationId } = answer;
  const [note, setNote] = useState(mine?.note ?? '');
  const rate = useMutation(
    trpc.comparisons.rate.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.comparisons.pathFilter()),
      onError: toast.failed,
    }),
  );
  const reasons = RATING_REASONS.filter((it) => mine?.reasons.includes(it));
  const say = (verdict: RatingView['verdict'], because: typeof reasons = reasons, words = note): void =>
    rate.mutate({ generationId, verdict, reasons: because, note: words });
  const verdicts = mine ? VERDICTS : (['none', ...VERDICTS] as const);
  return (
    <>
      <Segmented
        label={`Your rating of answer ${number}`}
        options={verdicts.map((value) => ({ value, label: LABELS[value] }))}
        value={mine?.verdict ?? 'none'}
        onChange={(it) => it !== 'none' && say(it)}
      />
      {mine && (
        <>
          <div className="compare-reasons" role="group" aria-label={`Why, of answer ${number}`}>
            {RATING_REASONS.map((it) => (
              <button
                key={it}
                type="button"
                aria-pressed={reasons.includes(it)}
                onClick={() =>
                  say(mine.verdict, reasons.includes(it) ? reasons.filter((r) => r !== it) : [...reasons, it])
                }
              >
                {it}
              </button>
            ))}
          </div>
          <form
            className="flex items-end gap-2"
            onSubmit={(event) => {
              event.preventDefault();
              say(mine.verdict);
            }}
          >
            <InputField
              className="flex-1"
              label="In your words"
              value={note}
              maxLength={500}
              onChange={(event) => setNote(event.target.value)}
            />
            {note.trim() !== mine.note && (
              <Button type="submit" busyLabel={rate.isPending ? 'Keeping…' : null}>
                Keep
              </Button>
            )}
          </form>
        </>
      )}
    </>
  );
}
