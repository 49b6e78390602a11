import { ChevronDown, ChevronLeft, Printer } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { later } from '../ui/later.tsx';
import { Pick } from '../ui/pick.tsx';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { LABEL_FORMATS, type LabelQuestion, labelsASheet } from './label-formats.ts';
import type { LabelView } from './labels-page.tsx';

const LabelsChoice = later(() => import('./labels-choice.tsx'));

type Props = {
  labels: readonly LabelView[];
  wanted: readonly LabelView[];
  question: LabelQuestion;
  onAsk: (change: Partial<LabelQuestion>) => void;
};

/** Which labels on what, as a sentence. */
export function LabelsSentence({ labels, wanted, question, onAsk }: Props) {
  const [isChoosing, setChoosing] = useState(false);
  useWhenIdle(LabelsChoice.warm);
  const { ids, format, from, withSerial } = question;
  const many = labelsASheet(format);
  const whose =
    ids.length === 0
      ? `all ${wanted.length}`
      : wanted.length === 1
        ? wanted[0]!.name
        : `${wanted.length} chosen`;
  return (
    <section aria-label="What to print" className="lbl-ask pick-sentence no-print">
      <Link
        href="/machines/register"
        prefetch={false}
        aria-label="Back to the register"
        className="-ml-2 inline-grid size-(--control) place-items-center rounded-md text-muted hover:bg-hover"
      >
        <ChevronLeft aria-hidden size={18} strokeWidth={1.6} />
      </Link>
      <span>Print</span>
      <button type="button" className="pick" aria-haspopup="dialog" onClick={() => setChoosing(true)}>
        <span className="sr-only">Macs: </span>
        <span className="truncate">{whose}</span>
        <ChevronDown aria-hidden size={14} strokeWidth={2} className="flex-none" />
      </button>
      <span>on</span>
      <Pick
        label="Labels"
        value={format.id}
        options={LABEL_FORMATS.map(({ id, title }) => [id, title])}
        onChange={(id) => onAsk({ format: LABEL_FORMATS.find((it) => it.id === id)!, from: 1 })}
      />
      {many > 1 && (
        <>
          <span>from label</span>
          <Pick
            label="First label"
            value={String(from)}
            options={Array.from({ length: many }, (_, index) => [String(index + 1), String(index + 1)])}
            onChange={(value) => onAsk({ from: Number(value) })}
          />
        </>
      )}
      {labels.some(({ serial }) => serial !== null) && (
        <Pick
          label="Serial"
          value={withSerial ? 'with' : 'without'}
          options={[
            ['with', 'with serial'],
            ['without', 'without serial'],
          ]}
          look="off"
          onChange={(value) => onAsk({ withSerial: value === 'with' })}
        />
      )}
      <Button
        look="primary"
        className="ml-auto"
        disabled={wanted.length === 0}
        icon={<Printer aria-hidden size={16} strokeWidth={1.8} />}
        onClick={() => window.print()}
      >
        Print
      </Button>
      {isChoosing && (
        <LabelsChoice
          labels={labels}
          wanted={wanted}
          onChoose={(chosen) => onAsk({ ids: chosen })}
          onClose={() => setChoosing(false)}
        />
      )}
    </section>
  );
}
