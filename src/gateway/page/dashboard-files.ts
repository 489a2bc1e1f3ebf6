import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NodeRequest, NodeResponse } from '../http/node-http.ts';

/** Output of `npm run build:dashboard`. */
export const DASHBOARD_FOLDER = fileURLToPath(new URL('../../../clients/dashboard/dist', import.meta.url));

const INDEX = '/index.html';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/** Encodings in the order of preference, smallest output first. Each is a file beside the original. */
const ENCODINGS = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const;

/** The page loads only from this exchange, and no other page may embed it. */
const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

interface Variant {
  readonly body: Buffer;
  readonly etag: string;
}

interface PageFile {
  readonly contentType: string;
  readonly cacheControl: string;
  /** By encoding. The key '' is the original file, which always exists. */
  readonly variants: ReadonlyMap<string, Variant>;
}

/** Answers a request for a file of the trading page. Returns false for other paths. */
export type DashboardFiles = (path: string, request: NodeRequest, response: NodeResponse) => boolean;

/**
 * Reads all files of the trading page into memory, less than 2 MB. A request then never accesses the file system, so no path
 * can escape the folder.
 *
 * @returns undefined if the page was not built.
 */
export function readDashboardFiles(folder: string): DashboardFiles | undefined {
  if (!existsSync(join(folder, INDEX))) return undefined;
  const files = new Map<string, PageFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const contentType = CONTENT_TYPES[extname(entry.name)];
    if (!entry.isFile() || contentType === undefined) continue;
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(folder, file).split(sep).join('/')}`;
    // File names in this folder contain a hash of the content.
    const isImmutable = path.startsWith('/assets/');
    const cacheControl = isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache';
    files.set(path === INDEX ? '/' : path, { contentType, cacheControl, variants: variantsOf(file) });
  }
  return (path, request, response) => {
    const file = files.get(path);
    if (file === undefined) return false;
    sendFile(file, request, response);
    return true;
  };
}

function variantsOf(file: string): Map<string, Variant> {
  const body = readFileSync(file);
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  const variants = new Map([['', { body, etag: `"${hash}"` }]]);
  for (const { name, ending } of ENCODINGS) {
    if (!existsSync(file + ending)) continue;
    variants.set(name, { body: readFileSync(file + ending), etag: `"${hash}-${name}"` });
  }
  return variants;
}

function sendFile(
  { contentType, cacheControl, variants }: PageFile,
  request: NodeRequest,
  response: NodeResponse,
): void {
  const accepted = acceptedEncodings(request.headers['accept-encoding']);
  const encoding = ENCODINGS.find(({ name }) => accepted.has(name) && variants.has(name))?.name ?? '';
  const variant = variants.get(encoding);
  if (variant === undefined) throw new Error('a file has no content');
  for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
  response.setHeader('cache-control', cacheControl);
  response.setHeader('etag', variant.etag);
  // With CORS_ORIGINS, `vary` has a value already.
  const vary = response.getHeader('vary');
  response.setHeader('vary', vary === undefined ? 'accept-encoding' : `${String(vary)}, accept-encoding`);
  if (matchesEtag(request.headers['if-none-match'], variant.etag)) {
    response.statusCode = 304;
    response.end();
    return;
  }
  response.statusCode = 200;
  response.setHeader('content-type', contentType);
  response.setHeader('content-length', variant.body.length);
  if (encoding !== '') response.setHeader('content-encoding', encoding);
  if (request.method === 'HEAD') response.end();
  else response.end(variant.body);
}

function matchesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
  const known = (ifNoneMatch ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known.includes(etag) || known.includes('*');
}

/** Names of the accepted encodings, without those of weight 0. */
function acceptedEncodings(header: string | string[] | undefined): ReadonlySet<string> {
  const accepted = new Set<string>();
  for (const part of String(header ?? '').split(',')) {
    const [name = '', ...parameters] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    if (!parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))) accepted.add(name);
  }
  return accepted;
}
