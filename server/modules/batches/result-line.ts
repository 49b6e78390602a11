import type { Fault } from './check-lines.ts';

/* Lines of the two files, in OpenAI's shape. */

type Answered = { generationId: string; customId: string; body: unknown };
export const answeredLine = ({ generationId, customId, body }: Answered): string =>
  JSON.stringify({
    id: `batch_req_${generationId}`,
    custom_id: customId,
    response: { status_code: 200, request_id: generationId, body },
    error: null,
  });

type Failed = { id: string; customId: string | null; line: number; code: string; message: string };
export const failedLine = ({ id, customId, line, code, message }: Failed): string =>
  JSON.stringify({
    id: `batch_req_${id}`,
    custom_id: customId,
    response: null,
    error: { code, message, line },
  });

export const faultLine = (batchId: string, { line, customId, message, param }: Fault): string =>
  failedLine({
    id: `${batchId}_${line}`,
    customId,
    line,
    code: 'invalid_line',
    message: `Line ${line}: ${param ? `${param}: ` : ''}${message}`,
  });
