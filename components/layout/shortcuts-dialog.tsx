'use client';

import { Dialog } from '../ui/dialog.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { ALL_DESTINATIONS } from './destinations.ts';
import { LetterKeysSetting } from './letter-keys-setting.tsx';
import { SendKeySetting } from './send-key-setting.tsx';

const GROUPS: { title: string; keys: { keys: string[]; does: string }[] }[] = [
  {
    title: 'Everywhere',
    keys: [
      { keys: ['⌘K', 'Ctrl K'], does: 'Search or jump to' },
      { keys: ['/'], does: 'Search' },
      { keys: ['?'], does: 'All shortcuts' },
      { keys: ['Esc'], does: 'Close' },
      ...ALL_DESTINATIONS.map(({ key, label }) => ({ keys: ['g', key], does: `Go to ${label}` })),
    ],
  },
  {
    title: 'Bookings',
    keys: [
      { keys: ['n'], does: 'New booking' },
      { keys: ['t'], does: 'Today' },
      { keys: ['['], does: 'Earlier' },
      { keys: [']'], does: 'Later' },
      { keys: ['j', 'k'], does: 'Next, previous booking' },
      { keys: ['Enter'], does: 'Open' },
    ],
  },
  {
    title: 'Register',
    keys: [
      { keys: ['/'], does: 'Filter the rows' },
      { keys: ['j', 'k'], does: 'Next, previous row' },
      { keys: ['x'], does: 'Choose the row' },
    ],
  },
  {
    title: 'Team',
    keys: [{ keys: ['/'], does: 'Find people' }],
  },
  {
    title: 'Chat',
    keys: [
      { keys: ['n'], does: 'New chat' },
      { keys: ['.'], does: 'Stop the answer' },
    ],
  },
  {
    title: 'Writing in a chat',
    keys: [
      { keys: ['Enter'], does: 'Send, or make a line: as chosen above' },
      { keys: ['Esc'], does: 'Stop the answer, or close what is open' },
      { keys: ['/'], does: 'Prompts and commands, in an empty message' },
      { keys: ['↑', '↓'], does: 'Earlier, later questions, in an empty message' },
    ],
  },
];

export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Keyboard shortcuts"
      description="Single keys work while no field has the focus."
    >
      <LetterKeysSetting />
      <SendKeySetting />
      {GROUPS.map((group) => (
        <section key={group.title} className="pt-3">
          <h3 className="border-b border-border pb-1">{group.title}</h3>
          <dl>
            {group.keys.map(({ keys, does }) => (
              <div key={does} className="flex items-center justify-between gap-4 py-1.5 text-sm">
                <dt>{does}</dt>
                <dd className="flex gap-1">
                  {keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
