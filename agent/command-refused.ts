/** A command this agent won't carry out; the sentence is for whoever asked. */
export class CommandRefused extends Error {
  readonly code: 'CONFLICT' | 'PRECONDITION_FAILED' | 'VALIDATION' | 'FORBIDDEN';
  constructor(code: CommandRefused['code'], message: string) {
    super(message);
    this.name = 'CommandRefused';
    this.code = code;
  }
}
