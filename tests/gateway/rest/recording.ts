import { readFileSync } from 'node:fs';

type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export interface Answer {
  readonly status: number;
  /** A JSON value in which timestamps are replaced by the name of their form, or a text that is not JSON. */
  readonly body: Json;
}

/** A recorded request to the seed, with its answer. */
export interface Recorded {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly request: JsonObject | undefined;
  /** The body of the request; undefined for none. */
  readonly bytes: Buffer | undefined;
  readonly contentType: string | undefined;
  readonly answer: Answer;
}

const FILE = new URL('../../fixtures/seed/exchanges.jsonl', import.meta.url);
/** The only body that is not text is recorded in Python's notation of bytes. */
const NOT_UTF8 = /^b'(.*)'$/;

export function readRecording(): Recorded[] {
  return readFileSync(FILE, 'utf8').trimEnd().split('\n').map(toRecorded);
}

function toRecorded(line: string): Recorded {
  const { name, method, path, request, request_raw, request_headers, status, body } = JSON.parse(line);
  return {
    name,
    method,
    path,
    request: request ?? (request_raw?.startsWith('{"instrument_id": ') ? parseOr(request_raw) : undefined),
    bytes: method === 'POST' || method === 'PUT' ? toBytes(request, request_raw) : undefined,
    contentType: request_headers?.['Content-Type'] ?? 'application/json',
    answer: toAnswer(status, body),
  };
}

function parseOr(text: string): JsonObject | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toBytes(request: unknown, raw: string | undefined): Buffer | undefined {
  if (raw === undefined) return request === null ? undefined : Buffer.from(JSON.stringify(request));
  const escaped = NOT_UTF8.exec(raw)?.[1];
  return escaped === undefined
    ? Buffer.from(raw)
    : Buffer.from(escaped.replaceAll('\\xff', '\xff'), 'latin1');
}

/** Replaces timestamps, which must have nineteen digits, and dates in Python's form by the names of their forms. */
export function toAnswer(status: number, text: string): Answer {
  const shaped = text
    .replaceAll(/"timestamp":\d{19}(?=[,}])/g, '"timestamp":"nanoseconds"')
    .replaceAll(/"created_time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}000)?"/g, '"created_time":"date"');
  try {
    return { status, body: JSON.parse(shaped) };
  } catch {
    return { status, body: shaped };
  }
}

/** An answer as text, with keys in order and without spaces. */
export function textOf({ status, body }: Answer): string {
  return `${status} ${typeof body === 'string' ? body : JSON.stringify(body)}`;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
