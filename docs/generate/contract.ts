import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import {
  type AnyDesc,
  createFileRegistry,
  type DescEnum,
  type DescFile,
  type DescMessage,
  type DescMethod,
  type DescService,
  fromBinary,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { getComments } from '@bufbuild/protoplugin';

const ROOT = join(import.meta.dirname, '../..');
const PACKAGE = 'redleaf.v1';

/** The API as its proto files describe it, with their comments. */
export interface Contract {
  readonly services: readonly DescService[];
  /** In the order of their files. */
  readonly messages: readonly DescMessage[];
  readonly enums: readonly DescEnum[];
}

export function readContract(): Contract {
  const image = execFileSync(join(ROOT, 'node_modules/.bin/buf'), ['build', '-o', '-'], { cwd: ROOT });
  const files = [...createFileRegistry(fromBinary(FileDescriptorSetSchema, image)).files].filter(
    ({ proto }) => proto.package === PACKAGE,
  );
  return {
    services: files.flatMap(({ services }) => services),
    messages: files.flatMap(({ messages }) => messages),
    enums: files.flatMap(({ enums }) => enums),
  };
}

/** What can have a comment. */
export type Documented = Exclude<AnyDesc, DescFile>;

/** The comment above something in the proto, as lines without their marks. */
export function commentOf(desc: Documented): string {
  const { leading = '' } = getComments(desc);
  return leading.replaceAll(/^ /gm, '').trim();
}

/** The paragraphs of a comment, each on one line; the list of errors is no part of it. */
export function paragraphsOf(desc: Documented): string[] {
  return commentOf(desc)
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, ' '))
    .filter((paragraph) => paragraph !== '' && !paragraph.startsWith(ERRORS));
}

/** The list of errors in the comment of an RPC; empty when there is none. */
export function errorsParagraph(method: DescMethod): string {
  const paragraphs = commentOf(method).split(/\n\s*\n/);
  const errors = paragraphs.find((paragraph) => paragraph.startsWith(ERRORS)) ?? '';
  return errors
    .slice(ERRORS.length)
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
}

const ERRORS = 'Errors:';
