/** What a text that leaves the lab must not carry, by what it is called in the count of what was removed. */
export type RemovedKind = 'secret' | 'e-mail address' | 'network address' | 'person';

type Rule = { kind: RemovedKind; pattern: RegExp; keep: (match: string, before: string) => string };

const anySecret = (_: string, before: string): string => `${before}[secret]`;

/** `before` is the first group: what stands before a secret and stays. */
const RULES: readonly Rule[] = [
  { kind: 'secret', pattern: /(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}/gi, keep: anySecret },
  {
    kind: 'secret',
    pattern:
      /((?:password|passwd|secret|token|api[_-]?key|authorization|cookie)["']?\s*[=:]\s*)(?:"[^"]*"|'[^']*'|(?!\[secret\]|(?:bearer|basic)\s)[^\s,;&)\]}]+)/gi,
    keep: anySecret,
  },
  { kind: 'secret', pattern: /(\b[a-z][a-z+]*:\/\/)[^\s/@:]+:[^\s/@]+(?=@)/gi, keep: anySecret },
  // As labs, model hubs, clouds and code hosts write keys.
  {
    kind: 'secret',
    pattern: /()\b(?:esp|sk|hf|gh[a-z]|github_pat|xox[a-z]|AKIA)[_-]?[\w-]{16,}/g,
    keep: anySecret,
  },
  { kind: 'secret', pattern: /()\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, keep: anySecret },
  { kind: 'e-mail address', pattern: /()[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, keep: () => '[e-mail]' },
  { kind: 'person', pattern: /(\/(?:Users|home)\/)[^/\s:"']+/g, keep: (_, before) => `${before}[person]` },
];

/** IPv4, IPv6 and what a network card is called by; loopback says nothing of anybody. */
const ADDRESS =
  /(?<![\w.:])(?!127\.|0\.0\.0\.0|255\.)(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\.\d)|(?<![\w:])(?:[0-9a-f]{1,4}:){5,7}[0-9a-f]{1,4}\b|(?<![\w:])f[de][0-9a-f]{2}:(?::?[0-9a-f]{1,4})+/gi;

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/**
 * Takes out of texts what says who somebody is or opens something. An address is the same number each time, so that who
 * talks to whom still shows.
 *
 * @param people their names, as they are written in the lab; those of fewer than three letters are left
 */
export function makeRedaction(people: readonly string[]) {
  const removed = new Map<RemovedKind, number>();
  const addresses = new Map<string, number>();
  const count = (kind: RemovedKind): void => void removed.set(kind, (removed.get(kind) ?? 0) + 1);
  const names = people.filter((it) => it.length > 2).toSorted((a, b) => b.length - a.length);
  const named =
    names.length > 0
      ? new RegExp(String.raw`(?<![\p{L}\d])(?:${names.map(escaped).join('|')})(?![\p{L}\d])`, 'giu')
      : null;

  function redact(text: string): string {
    let rest = text;
    for (const { kind, pattern, keep } of RULES)
      rest = rest.replace(pattern, (match: string, before: string) => {
        count(kind);
        return keep(match, before);
      });
    rest = rest.replace(ADDRESS, (match) => {
      count('network address');
      const number = addresses.get(match) ?? addresses.size + 1;
      addresses.set(match, number);
      return `[address ${number}]`;
    });
    if (!named) return rest;
    return rest.replace(named, () => {
      count('person');
      return '[person]';
    });
  }
  return { redact, removed: (): ReadonlyMap<RemovedKind, number> => removed };
}
