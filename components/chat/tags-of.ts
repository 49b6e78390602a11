/** Tags as they are typed: parted by commas, each once. */
export const tagsOf = (typed: string): string[] => [
  ...new Set(
    typed
      .split(',')
      .map((it) => it.trim())
      .filter(Boolean),
  ),
];
