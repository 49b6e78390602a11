/** A file is held whole while it is taken and checked. */
export const MOST_FILE_BYTES = 20 * 1024 * 1024;
/** As one question to a live address. */
export const MOST_LINE_BYTES = 2 * 1024 * 1024;
export const MOST_LINES = 10_000;
/** Of one key, so that a program that forgets to delete fills no disk. */
export const MOST_FILES = 100;
export const MOST_STORED_BYTES = 200 * 1024 * 1024;
export const MOST_OPEN_BATCHES = 8;
/** Questions of one batch that are open at once: enough to keep a session busy between two looks. */
export const MOST_OPEN_LINES = 8;
/** A session that ends, or a machine that fails, is no fault of the question: it is asked again, so often in all. */
export const MOST_ATTEMPTS = 3;

const DAY_MS = 86_400_000;
/** Files go after that, or with the lab's retention where it is shorter. */
export const FILE_KEPT_MS = 30 * DAY_MS;
