/** `sysctl name…` without `-n`: lines `name: value`. A name the kernel doesn't know prints nothing here. */
export function parseSysctl(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/^([\w.]+)(?:: | = )(.*)$/gm)].map((match) => [
      match[1] ?? '',
      (match[2] ?? '').trim(),
    ]),
  );
}

/** A whole number above zero from parsed `sysctl` lines. */
export function sysctlNumber(values: ReadonlyMap<string, string>, name: string): number | null {
  const text = values.get(name) ?? '';
  return /^[1-9]\d*$/.test(text) ? Number(text) : null;
}
