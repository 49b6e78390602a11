'use client';

import type { ReactNode } from 'react';
import { later } from '../ui/later.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { SkeletonRows } from '../ui/skeleton-rows.tsx';
import type { ConversationDetailView } from './types.ts';

const SettingsPanel = later(
  () => import('./settings-panel.tsx'),
  <SkeletonRows label="Loading the settings" />,
);

export type AsideTab = {
  tab: 'source' | 'settings';
  /** Where the focus goes in the settings, and since when. */
  wanted: { place: 'system' | 'parameters'; at: number } | null;
};

const TABS = [
  { value: 'source', label: 'Answers' },
  { value: 'settings', label: 'Settings' },
] as const;

type Props = {
  chat: ConversationDetailView;
  shown: AsideTab;
  onShow: (shown: AsideTab) => void;
  /** Where answers come from. */
  facts: ReactNode;
};

/** Beside the thread, in a sheet on small screens: where answers come from, or what they are asked with. */
export function ChatAside({ chat, shown, onShow, facts }: Props) {
  return (
    <>
      <div className="chat-aside-tabs">
        <Segmented
          label="Beside the chat"
          options={TABS}
          value={shown.tab}
          onChange={(tab) => onShow({ tab, wanted: null })}
        />
      </div>
      {shown.tab === 'source' ? facts : <SettingsPanel chat={chat} wanted={shown.wanted} />}
    </>
  );
}
