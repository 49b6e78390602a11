/** What the list is asked for: a draft that begins with a slash and is one line. `/model kimi` asks for sessions. */
export type Slash = { name: string; argument: string | null };

const SLASH = /^\/([\p{Ll}\p{N}-]*)(?: ([^\n]*))?$/u;

export function readSlash(draft: string): Slash | null {
  const match = SLASH.exec(draft);
  return match ? { name: match[1]!, argument: match[2] ?? null } : null;
}

export const COMMANDS = [
  { name: 'prompt', does: 'All prompts' },
  { name: 'system', does: 'The system prompt of this chat' },
  { name: 'parameters', does: 'How answers are made' },
  { name: 'model', does: 'Go on with another session' },
  { name: 'clear', does: 'Empty this message' },
  { name: 'stop', does: 'Stop the answer' },
] as const;
export type Command = (typeof COMMANDS)[number]['name'];

type PromptLike = { id: string; name: string; description: string };
type SessionLike = { id: string; modelTitle: string; note: string };
export type SlashOption<P extends PromptLike = PromptLike> =
  | { kind: 'prompt'; id: string; label: string; note: string; prompt: P }
  | { kind: 'command'; id: string; label: string; note: string; command: Command }
  | { kind: 'session'; id: string; label: string; note: string; sessionId: string };

/** What the list shows, prompts first; names that begin as typed before those that have it elsewhere. */
export function slashOptions<P extends PromptLike>(
  slash: Slash,
  { prompts, sessions }: { prompts: readonly P[]; sessions: readonly SessionLike[] },
): SlashOption<P>[] {
  const { name, argument } = slash;
  if (argument !== null) {
    if (name !== 'model') return [];
    const wanted = argument.trim().toLowerCase();
    return sessions
      .filter((it) => it.modelTitle.toLowerCase().includes(wanted))
      .map((it) => ({
        kind: 'session',
        id: `session-${it.id}`,
        label: it.modelTitle,
        note: it.note,
        sessionId: it.id,
      }));
  }
  const fits = (it: { name: string }, more = ''): number =>
    it.name.startsWith(name)
      ? 0
      : name.length > 1 && `${it.name} ${more}`.toLowerCase().includes(name)
        ? 1
        : 2;
  const found = prompts
    .map((it) => ({ it, rank: fits(it, it.description) }))
    .filter(({ rank }) => rank < 2)
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ it }): SlashOption<P> => ({
      kind: 'prompt',
      id: `prompt-${it.id}`,
      label: `/${it.name}`,
      note: it.description,
      prompt: it,
    }));
  const commands = COMMANDS.filter((it) => it.name.startsWith(name)).map((it): SlashOption<P> => ({
    kind: 'command',
    id: `command-${it.name}`,
    label: `/${it.name}`,
    note: it.does,
    command: it.name,
  }));
  return [...found, ...commands];
}
