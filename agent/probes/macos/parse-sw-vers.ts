/** `sw_vers`: version and build. Both matter: RDMA ports of different builds may not see each other. */
export function parseSwVers(text: string): { version: string | null; build: string | null } {
  const value = (name: string): string | null =>
    new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(text)?.[1] ?? null;
  return { version: value('ProductVersion'), build: value('BuildVersion') };
}
