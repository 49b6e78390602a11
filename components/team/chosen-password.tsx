'use client';

import { useEffect, useState } from 'react';
import { WEAKEST_SCORE } from '@/shared/schemas/member.ts';
import { Meter } from '../ui/meter.tsx';
import { NewPassword } from './person-fields.tsx';

const WORDS = ['on lists of common ones', 'too easy to guess', 'fair', 'good', 'strong'];

/** A password that is chosen, with what guessing it would take; the lists are loaded when the first letter is typed. */
export function ChosenPassword({
  label = 'Password',
  about,
  value,
  onChange,
}: {
  label?: string;
  /** What is known of the person: name, address. */
  about: readonly string[];
  value: string;
  onChange: (value: string) => void;
}) {
  const score = useScore(value, about.join('\n'));
  return (
    <div>
      <NewPassword label={label} value={value} onChange={(event) => onChange(event.target.value)} />
      {score !== null && value !== '' && (
        <p className="flex items-center gap-3 pt-1 text-xs text-text-2" role="status">
          <span className="w-24">
            <Meter ratio={(score + 1) / WORDS.length} tone={score < WEAKEST_SCORE ? 'plain' : 'mine'} />
          </span>
          Strength: {WORDS[score]}
        </p>
      )}
    </div>
  );
}

function useScore(password: string, about: string): number | null {
  const [score, setScore] = useState<number | null>(null);
  useEffect(() => {
    if (password === '') return;
    let isOver = false;
    void import('./password-score.ts').then(({ scoreOf }) => {
      if (!isOver) setScore(scoreOf(password, about.split('\n')));
    });
    return () => {
      isOver = true;
    };
  }, [password, about]);
  return score;
}
