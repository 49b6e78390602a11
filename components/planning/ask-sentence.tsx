'use client';

import { useQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { formatContext, formatCount, formatMemory } from '@/shared/domain/format.ts';
import { useCan } from '../providers/me.tsx';
import { useTRPC } from '../providers/trpc.tsx';
import { later } from '../ui/later.tsx';
import { useWhenIdle } from '../ui/use-when-idle.ts';
import { Pick, withOwn } from '../ui/pick.tsx';
import { CONTEXTS, type Question, REQUESTS } from './question.ts';
import { KeptModel } from './kept-model.tsx';
import { SetPick } from './set-pick.tsx';
import type { FitView } from './types.ts';

const ModelPicker = later(() => import('./model-picker.tsx'));

type AskProps = {
  question: Question;
  onAsk: (change: Partial<Question>) => void;
  model: FitView['model'] | null;
};

/** The page's question as a sentence, and what is known of the model it names. */
export function AskSentence({ question, onAsk, model }: AskProps) {
  const trpc = useTRPC();
  const can = useCan();
  const [isChoosing, setChoosing] = useState(false);
  useWhenIdle(ModelPicker.warm);
  const models = useQuery(trpc.planning.models.queryOptions({ limit: 500 })).data ?? [];
  const chosen = models.find(({ id }) => id === question.modelId);
  const forms = chosen?.quantisations.map(({ label }) => label) ?? [];
  return (
    <section aria-label="What to run" className="rounded-lg border border-border-strong bg-surface">
      <div className="pick-sentence">
        <span>Run</span>
        <button type="button" className="pick" aria-haspopup="dialog" onClick={() => setChoosing(true)}>
          <span className="sr-only">Model: </span>
          <span className="truncate">{chosen?.title ?? model?.title ?? question.modelId}</span>
          <ChevronDown aria-hidden size={14} strokeWidth={2} className="flex-none" />
        </button>
        {forms.length > 0 && (
          <>
            <span>in</span>
            <Pick
              label="Form of the weights"
              value={question.quantisation ?? forms[0] ?? ''}
              options={forms.map((label) => [label, label])}
              onChange={(quantisation) => onAsk({ quantisation })}
            />
          </>
        )}
        <span>with</span>
        <Pick
          label="Context"
          value={String(question.contextTokens)}
          options={withOwn(CONTEXTS, question.contextTokens).map((it) => [
            String(it),
            `${formatContext(it)} of context`,
          ])}
          onChange={(value) => onAsk({ contextTokens: Number(value) })}
        />
        <span>for</span>
        <Pick
          label="Requests at once"
          value={String(question.requests)}
          options={withOwn(REQUESTS, question.requests).map((it) => [
            String(it),
            it === 1 ? '1 request' : `${it} requests at once`,
          ])}
          onChange={(value) => onAsk({ requests: Number(value) })}
        />
        <span>on</span>
        <SetPick question={question} onAsk={onAsk} />
      </div>
      {model && (
        <ModelFacts
          model={model}
          end={chosen?.from === 'kept' && can('model:keep') && <KeptModel model={chosen} />}
        />
      )}
      {isChoosing && (
        <ModelPicker
          models={models}
          onClose={() => setChoosing(false)}
          onRead={
            can('model:keep')
              ? () => {
                  setChoosing(false);
                  onAsk({ isReading: true });
                }
              : null
          }
          onChoose={(modelId) => {
            setChoosing(false);
            onAsk({ modelId, quantisation: null });
          }}
        />
      )}
    </section>
  );
}

const BASES = {
  headers: 'from its files',
  index: 'from its index',
  card: 'as published',
  calculated: 'from its shape',
} as const;

function ModelFacts({ model, end }: { model: FitView['model']; end: ReactNode }) {
  return (
    <ul className="pick-facts">
      <li>
        {model.weightsBytes === null ? (
          'weights unknown'
        ) : (
          <>
            <b>{formatMemory(model.weightsBytes)}</b> of weights, {BASES[model.weightsBasis]}
          </>
        )}
      </li>
      <li>
        <b>{model.layers}</b> layers
      </li>
      {model.heads !== null && (
        <li>
          <b>{model.heads}</b> heads
          {model.kvHeads !== null && (
            <>
              , <b>{model.kvHeads}</b> for keys and values
            </>
          )}
        </li>
      )}
      <li>
        {model.cacheBytesPerToken === null ? (
          'cache unknown'
        ) : (
          <>
            <b>{formatCount(model.cacheBytesPerToken / 1024)} KiB</b> of cache a token
          </>
        )}
      </li>
      <li>
        {model.contextLength === null
          ? 'longest context unknown'
          : `made for ${formatContext(model.contextLength)} of context`}
      </li>
      <li>{model.licence ?? 'licence unknown'}</li>
      {end}
    </ul>
  );
}
