/** What the operating system or MongoDB said, for a reader who knows neither; undefined for any other error. */
export function systemErrorLine(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name.startsWith('Mongo')) return mongoLine(error);
  if (!('code' in error)) return undefined;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  return path === undefined ? undefined : fileLine(error.code, path);
}

function fileLine(code: unknown, path: string): string | undefined {
  switch (code) {
    case 'ENOENT':
      return `there is no file or folder '${path}'`;
    case 'EACCES':
    case 'EPERM':
      return `no permission to read or write '${path}'`;
    case 'EISDIR':
      return `'${path}' is a folder, not a file`;
    case 'ENOTDIR':
      return `a part of '${path}' is a file, not a folder`;
    case 'ENOSPC':
      return `the disk of '${path}' is full`;
    default:
      return undefined;
  }
}

function mongoLine({ name, message }: Error): string {
  if (name === 'MongoServerSelectionError' || name.startsWith('MongoNetwork')) {
    return `MongoDB cannot be reached (${message}); check that it runs, and MONGO_URL or MONGO_HOST and MONGO_PORT`;
  }
  if (/auth/i.test(message)) {
    return `MongoDB refused the user or the operation (${message}); check MONGO_USER, MONGO_PASS and the roles`;
  }
  return `MongoDB: ${message}`;
}
