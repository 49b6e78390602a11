import { useState } from 'react';
import type { ImportRow } from '@/shared/schemas/register-import.ts';
import { Button } from '../ui/button.tsx';
import type { Mend } from './import-rows.tsx';

type Props = {
  line: number;
  name: string | null;
  mend: NonNullable<ImportRow['mend']>;
  onMend: (mend: Mend) => void;
};

/** Another text for the cell that the row is refused for; the file stays as it is. */
export function ImportMend({ line, name, mend, onMend }: Props) {
  const [text, setText] = useState<string | null>(null);
  const [wasLeft, setLeft] = useState(false);
  const leave = (): void => {
    setText(null);
    setLeft(true);
  };
  const { column, suggestion } = mend;
  const whose = name === null ? `of line ${line}` : `for ${name}`;
  if (suggestion !== null)
    return (
      <button
        type="button"
        className="imp-mend"
        aria-label={`Use that: ${suggestion} ${whose}`}
        onClick={() => onMend({ line, column, text: suggestion })}
      >
        Use that
      </button>
    );
  if (text === null)
    return (
      <button
        type="button"
        className="imp-mend"
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- back to where one came from
        autoFocus={wasLeft}
        aria-label={`Change it: “${mend.text}” ${whose}`}
        onClick={() => setText(mend.text)}
      >
        Change it
      </button>
    );
  return (
    <form
      className="flex flex-wrap gap-2 py-1"
      onSubmit={(event) => {
        event.preventDefault();
        onMend({ line, column, text });
        setText(null);
        setLeft(false);
      }}
    >
      <input
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- it stands where the button was that was pressed for it
        autoFocus
        aria-label={`Instead of “${mend.text}” ${whose}`}
        value={text}
        maxLength={4000}
        className="h-7 w-48 rounded-md border border-border-control bg-surface px-2 coarse:h-11"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') leave();
        }}
      />
      <Button small type="submit">
        Take it
      </Button>
      <Button small look="quiet" onClick={leave}>
        Leave it
      </Button>
    </form>
  );
}
