/** `license:` out of the head of a model's read-me, as Hugging Face has it. */
export function licenceOf(readMe: string): string | null {
  const head = /^---\r?\n([\s\S]*?)\r?\n---/.exec(readMe)?.[1] ?? '';
  return /^license:[ \t]*["']?([\w.+-]{1,60})/m.exec(head)?.[1] ?? null;
}
