import type { NodeRequest } from '../http/node-http.ts';
import { RestError } from './rest-error.ts';

const JSON_TYPE = /^application\/(?:[^;]+\+)?json *(?:;|$)/i;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The fields of a JSON object in a request body. A body without a content type is read as JSON.
 *
 * @throws RestError 400, 413, 415 or 422.
 */
export async function readFields(request: NodeRequest, maxBytes: number): Promise<Map<string, unknown>> {
  const { 'content-encoding': encoding = 'identity' } = request.headers;
  if (encoding !== 'identity') throw new RestError(415, 'a request body is not compressed');
  const bytes = await readBytes(request, maxBytes);
  if (bytes.length === 0) throw MISSING_BODY();
  const type = request.headers['content-type'] || 'application/json';
  if (!JSON_TYPE.test(type)) throw NOT_AN_OBJECT();
  const value = parse(decode(bytes));
  if (value === null) throw MISSING_BODY();
  if (typeof value !== 'object' || Array.isArray(value)) throw NOT_AN_OBJECT();
  return new Map<string, unknown>(Object.entries(value));
}

async function readBytes(request: NodeRequest, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > maxBytes) throw new RestError(413, `a request body has ${maxBytes} bytes at most`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks, length);
}

function decode(bytes: Buffer): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new RestError(400, 'There was an error parsing the body');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's message quotes the body, which may have a password. So the error has the position only.
    const position = /at position (\d+)/.exec(String(error))?.[1] ?? '0';
    throw new RestError(422, [
      { type: 'json_invalid', loc: ['body', Number(position)], msg: 'JSON decode error' },
    ]);
  }
}

const MISSING_BODY = () => new RestError(422, [{ type: 'missing', loc: ['body'], msg: 'Field required' }]);
const NOT_AN_OBJECT = () =>
  new RestError(422, [{ type: 'dict_type', loc: ['body'], msg: 'Input should be a valid dictionary' }]);
