import { useMe } from '../providers/me.tsx';
import { Avatar } from '../ui/avatar.tsx';
import type { ChatPerson } from './use-people.ts';

const MAY: Record<ChatPerson['may'], string> = { own: 'owner', write: 'may write, stop', read: 'reads' };

/** Who has this chat open now, and what each may do in it. */
export function PeopleHere({ people }: { people: readonly ChatPerson[] }) {
  const me = useMe();
  if (people.length === 0) return null;
  return (
    <section aria-labelledby="chat-here">
      <h2 id="chat-here" className="pb-2">
        Here now
      </h2>
      <ul className="flex flex-col gap-2">
        {people.map((it) => (
          <li key={it.id} className="flex items-center gap-2">
            <Avatar name={it.name} mine={it.id === me.id} />
            <span className="min-w-0 flex-1 truncate">
              {it.name}
              {it.id === me.id ? ', you' : it.isTyping && ', typing'}
            </span>
            <small className="text-xs text-muted">{MAY[it.may]}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** "Mira is typing…", above the composer; nothing while nobody else does. */
export function Typing({ people }: { people: readonly ChatPerson[] }) {
  const me = useMe();
  const names = people.filter((it) => it.isTyping && it.id !== me.id).map((it) => it.name);
  if (names.length === 0) return null;
  const who =
    names.length > 2
      ? `${names.length} people are`
      : `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'}`;
  return <p className="text-right text-sm text-muted">{who} typing…</p>;
}
