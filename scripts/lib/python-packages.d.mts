type Packages = { name: string; requirements: string; words: string; options?: string[] };
/** Null when they are there, else why not. */
export function bringPackages(packages: Packages): Promise<string | null>;
export function pythonOf(packages: Packages): string;
/** What tests ask and read with. */
export function testPackages(): Packages;
