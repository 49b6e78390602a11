/*
 * Imported first: also an error while the other modules load (a wrong environment variable) ends as one line that
 * says what to do. Rejections that nobody handles arrive here too.
 */
export const crash = {
  handle(error: unknown): void {
    console.error(`Espalier could not start: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
};

process.on('uncaughtException', (error) => crash.handle(error));
