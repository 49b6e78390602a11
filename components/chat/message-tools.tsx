'use client';

import { Check, Copy, Ellipsis, GitFork, Info, Minus, Pencil, Plus, RotateCw, Trash2 } from 'lucide-react';
import { ANSWER_WISH } from '@/shared/domain/answer-wish.ts';
import { ANSWER_WISHES } from '@/shared/schemas/chat.ts';
import { DropdownMenu, type MenuItem } from '../ui/dropdown-menu.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { useCopied } from '../ui/use-copied.ts';
import { useChatActs } from './chat-acts.tsx';
import { useFocusAfter } from './use-focus-after.ts';
import type { MessageView } from './types.ts';

const ICON = { 'aria-hidden': true, size: 16, strokeWidth: 1.6 } as const;

const WISH_ICON = { shorter: <Minus {...ICON} />, longer: <Plus {...ICON} /> };

type MessageToolsProps = { message: MessageView; onEdit: () => void };

/** Beside a question. */
export function QuestionTools({ message, onEdit }: MessageToolsProps) {
  const { mayWrite } = useChatActs();
  const rest = useRest(message);
  if (!mayWrite) return null;
  return (
    <span className="chat-tools">
      <IconButton label="Edit question" onClick={onEdit}>
        <Pencil {...ICON} />
      </IconButton>
      <More label="More for this question" items={rest} />
    </span>
  );
}

type AnswerToolsProps = MessageToolsProps & { text: string };

/** Below an answer that is over. */
export function AnswerTools({ message, text, onEdit }: AnswerToolsProps) {
  const { mayWrite, tellFacts } = useChatActs();
  const { copied, copy } = useCopied();
  const rest = useRest(message);
  const { generation } = message;
  const facts: MenuItem[] = generation
    ? [
        {
          label: 'Where this answer comes from',
          icon: <Info {...ICON} />,
          onSelect: () => tellFacts(generation.id),
        },
      ]
    : [];
  const edit: MenuItem[] =
    mayWrite && text !== '' ? [{ label: 'Edit answer', icon: <Pencil {...ICON} />, onSelect: onEdit }] : [];
  return (
    <>
      {text !== '' && (
        <IconButton label={copied ? 'Copied' : 'Copy answer'} onClick={() => void copy(text)}>
          {copied ? <Check {...ICON} /> : <Copy {...ICON} />}
        </IconButton>
      )}
      {mayWrite && <Again message={message} />}
      <More label="More for this answer" items={[...facts, ...edit, ...(mayWrite ? rest : [])]} />
    </>
  );
}

/** Another answer to the same question, by this session or by another one. */
function Again({ message }: { message: MessageView }) {
  useFocusAfter(message.id);
  const { sessionId, others, branches } = useChatActs();
  const { parentId } = message;
  if (parentId === null || (sessionId === null && others.length === 0)) return null;
  const items: MenuItem[] = [
    ...(sessionId === null
      ? []
      : [
          {
            label: 'Answer again',
            icon: <RotateCw {...ICON} />,
            onSelect: () => void branches.again(parentId, sessionId),
          },
          ...ANSWER_WISHES.map((wish) => ({
            label: ANSWER_WISH[wish].label,
            icon: WISH_ICON[wish],
            onSelect: () => void branches.again(parentId, sessionId, wish),
          })),
          ...(others.length > 0 ? [{ kind: 'separator' } as const] : []),
        ]),
    ...others.map((it) => ({
      label: `With ${it.title}`,
      onSelect: () => void branches.again(parentId, it.id),
    })),
  ];
  return (
    <DropdownMenu label="Answer again" items={items}>
      <IconButton label="Answer again" disabled={branches.isAsking}>
        <RotateCw {...ICON} />
      </IconButton>
    </DropdownMenu>
  );
}

function useRest(message: MessageView): MenuItem[] {
  const { branches, remove } = useChatActs();
  return [
    {
      label: 'Continue in a new chat',
      icon: <GitFork {...ICON} />,
      onSelect: () => branches.fork(message.id),
    },
    { kind: 'separator' },
    {
      label: message.version.of > 1 ? 'Delete this version…' : 'Delete from here…',
      icon: <Trash2 {...ICON} />,
      danger: true,
      onSelect: () => remove(message),
    },
  ];
}

function More({ label, items }: { label: string; items: readonly MenuItem[] }) {
  if (items.length === 0) return null;
  return (
    <DropdownMenu label={label} items={items}>
      <IconButton label={label}>
        <Ellipsis {...ICON} />
      </IconButton>
    </DropdownMenu>
  );
}
