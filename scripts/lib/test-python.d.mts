/** Null when it is ready, else why it isn't. */
export function prepareTestPython(): Promise<string | null>;
export function findTestPython(): string;
