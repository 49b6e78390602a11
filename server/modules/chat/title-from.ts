const MAX = 60;

/** A chat is called after its first question's first line. */
export function titleFrom(text: string): string {
  const line = text.split('\n')[0]!.trim();
  return line.length <= MAX ? line : `${line.slice(0, MAX - 3).replace(/\s+\S*$/, '')}…`;
}
