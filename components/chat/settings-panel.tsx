'use client';

import { useEffect, useRef, useState } from 'react';
import { countChanged, NUMBER_FIELDS } from '@/shared/domain/chat-settings.ts';
import { Button } from '../ui/button.tsx';
import { DropdownMenu } from '../ui/dropdown-menu.tsx';
import { later } from '../ui/later.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { toast } from '../ui/toast.tsx';
import './settings.css';
import { NumberRow, SettingRow } from './setting-row.tsx';
import { SystemPromptRow } from './system-prompt-row.tsx';
import type { ConversationDetailView } from './types.ts';
import { usePresets } from './use-presets.ts';
import { useSettings } from './use-settings.ts';

const PresetsDialog = later(() => import('./presets-dialog.tsx'));
const SavePresetDialog = later(() => import('./save-preset-dialog.tsx'));

const THINKING = [
  { value: 'model', label: 'Model’s own' },
  { value: 'off', label: 'Off' },
  { value: 'on', label: 'On' },
] as const;

type Props = {
  chat: ConversationDetailView;
  /** Where the focus goes, when somebody asked for it by a command. */
  wanted: { place: 'system' | 'parameters'; at: number } | null;
};

/** What the next questions of a chat are asked with: what is changed has a mark, its default and the way back. */
export default function SettingsPanel({ chat, wanted }: Props) {
  const { systemPrompt, settings } = chat;
  const { set, setOne } = useSettings(chat);
  const presets = usePresets();
  const [dialog, setDialog] = useState<'save' | 'all' | null>(null);
  const box = useRef<HTMLElement>(null);
  const changed = countChanged(systemPrompt, settings);
  useEffect(() => {
    if (!wanted) return;
    const field = wanted.place === 'system' ? 'textarea' : 'input[type=range]';
    box.current?.querySelector<HTMLElement>(field)?.focus();
  }, [wanted]);

  const reset = (): void => {
    set({ systemPrompt: '', settings: {} });
    toast.done('All settings are back to their defaults', () => set({ systemPrompt, settings }));
  };
  return (
    <section ref={box} className="chat-settings" aria-labelledby="chat-settings">
      <div className="flex items-baseline justify-between gap-2 pb-1">
        <h2 id="chat-settings">Settings</h2>
        <span className="text-muted" role="status">
          {changed === 0 ? 'all as by default' : `${changed} changed`}
        </span>
      </div>
      <fieldset disabled={!chat.canWrite}>
        <ul>
          <SystemPromptRow value={systemPrompt} onSet={(text) => set({ systemPrompt: text })} />
          <SettingRow
            label="Thinking"
            hint="Before it answers; of models that can."
            isChanged={settings.thinking !== undefined}
            standard="model’s own"
            onReset={() => setOne('thinking', undefined)}
          >
            <Segmented
              label="Thinking"
              options={THINKING}
              value={settings.thinking === undefined ? 'model' : settings.thinking ? 'on' : 'off'}
              onChange={(value) => setOne('thinking', value === 'model' ? undefined : value === 'on')}
            />
          </SettingRow>
          {NUMBER_FIELDS.map((field) => (
            <NumberRow
              key={field.key}
              field={field}
              value={settings[field.key]}
              onSet={(value) => setOne(field.key, value)}
            />
          ))}
          <SettingRow
            label="Stop at"
            hint="One text a line, eight at most; the answer ends before the first of them."
            isChanged={Boolean(settings.stop?.length)}
            standard="none"
            onReset={() => setOne('stop', undefined)}
          >
            <textarea
              key={settings.stop?.join('\n') ?? ''}
              className="chat-set-text"
              aria-label="Stop at"
              rows={2}
              defaultValue={settings.stop?.join('\n') ?? ''}
              onBlur={(event) => {
                const stops = stopsOf(event.target.value);
                if (stops?.join('\n') !== settings.stop?.join('\n')) setOne('stop', stops);
              }}
            />
          </SettingRow>
          <SettingRow
            label="Seed"
            hint="There is none to set: across several Macs an answer with a seed cannot be stopped."
            isChanged={false}
          >
            <b className="text-muted">off</b>
          </SettingRow>
        </ul>
      </fieldset>
      {chat.canWrite && (
        <div className="flex flex-wrap gap-2 pt-3">
          <DropdownMenu
            label="Presets"
            items={[
              ...(presets.data ?? []).map((it) => ({
                label: `${it.name}${it.ownerName ? `, ${it.ownerName}` : ''}`,
                onSelect: () => {
                  set({ systemPrompt: it.systemPrompt, settings: it.settings });
                  toast.done(`This chat is set as by ${it.name}`, () => set({ systemPrompt, settings }));
                },
              })),
              ...(presets.data?.length ? [{ kind: 'separator' as const }] : []),
              { label: 'Save as preset…', onSelect: () => setDialog('save') },
              { label: 'All presets…', onSelect: () => setDialog('all') },
            ]}
          >
            <Button small>Presets…</Button>
          </DropdownMenu>
          <Button small look="quiet" disabled={changed === 0} onClick={reset}>
            Reset all
          </Button>
        </div>
      )}
      {dialog === 'save' && <SavePresetDialog chat={chat} onClose={() => setDialog(null)} />}
      {dialog === 'all' && <PresetsDialog onClose={() => setDialog(null)} />}
    </section>
  );
}

const stopsOf = (text: string): string[] | undefined => {
  const stops = [...new Set(text.split('\n').filter((it) => it !== ''))]
    .slice(0, 8)
    .map((it) => it.slice(0, 200));
  return stops.length === 0 ? undefined : stops;
};
