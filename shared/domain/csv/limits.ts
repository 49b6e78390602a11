/** How much a file may be; `MOST_CELL` is one cell's characters. */
export const MOST_FILE_BYTES = 5 * 1024 * 1024;
export const MOST_FILE_ROWS = 5000;
export const MOST_FILE_COLUMNS = 100;
export const MOST_CELL = 4000;
