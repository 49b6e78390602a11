import { aboutTokens } from '@/shared/domain/estimate-tokens.ts';
import { formatCount } from '@/shared/domain/format.ts';
import { SettingRow } from './setting-row.tsx';

/** Saved when one leaves it. */
export function SystemPromptRow({ value, onSet }: { value: string; onSet: (text: string) => void }) {
  return (
    <SettingRow
      label="System prompt"
      hint={
        value === ''
          ? 'Told to the model before everything else.'
          : `About ${formatCount(aboutTokens(value))} tokens before every question.`
      }
      isChanged={value !== ''}
      standard="none"
      onReset={() => onSet('')}
      isWide
    >
      <textarea
        key={value}
        className="chat-set-text"
        aria-label="System prompt"
        rows={3}
        maxLength={16_000}
        placeholder="Be brief. Use SI units."
        defaultValue={value}
        onBlur={(event) => {
          const text = event.target.value.trim();
          if (text !== value) onSet(text);
        }}
      />
    </SettingRow>
  );
}
