// The custom server, route handlers and server components each load their own copy of every module, in one
// process. What must exist once is therefore kept on globalThis, under a key all copies agree on.
export function singleton<T>(name: string, make: () => T): T {
  const key = Symbol.for(`espalier.${name}`);
  const registry = globalThis as { [key: symbol]: { value: T } | undefined };
  return (registry[key] ??= { value: make() }).value;
}
