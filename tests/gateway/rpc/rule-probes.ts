import { clone, type DescField, type DescMessage, type DescMethod, ScalarType } from '@bufbuild/protobuf';
import { isReflectList, isReflectMessage, type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import { isOneofRequired, type Rules, rulesOf } from '../../../docs/generate/rules.ts';

/** A change to a valid request that just keeps a rule, or just breaks it. */
export interface Probe {
  readonly method: DescMethod;
  /** Path of the field, in the form of Protovalidate. */
  readonly path: string;
  readonly what: string;
  readonly isInside: boolean;
  readonly apply: (request: ReflectMessage) => void;
}

/** Values for the fields, and the other fields that make these values valid. */
export interface Surroundings {
  /** By MESSAGE.FIELD: values inside the bounds, for fields whose bound no instrument allows. */
  readonly inside: Readonly<Record<string, readonly unknown[]>>;
  readonly beside: Readonly<Record<string, (value: unknown) => Readonly<Record<string, unknown>>>>;
  /** Texts by pattern. */
  readonly texts: Readonly<
    Record<string, { readonly inside: readonly string[]; readonly outside: readonly string[] }>
  >;
}

type Tried = readonly [value: unknown, isInside: boolean];

/** Probes of every rule of the requests. Each message is probed once, with its first method. */
export function probesOf(methods: readonly DescMethod[], surroundings: Surroundings): readonly Probe[] {
  const seen = new Set<DescMessage>();
  return methods.flatMap((method) =>
    Array.from(
      ofMessage(method.input, (request) => request, ''),
      (probe) => ({ ...probe, method }),
    ),
  );

  function* ofMessage(
    message: DescMessage,
    parentIn: (request: ReflectMessage) => ReflectMessage,
    prefix: string,
  ): Generator<Omit<Probe, 'method'>> {
    if (seen.has(message)) return;
    seen.add(message);
    for (const oneof of message.oneofs.filter(isOneofRequired)) {
      const clear = (request: ReflectMessage) => {
        for (const field of oneof.fields) parentIn(request).clear(field);
      };
      const path = prefix + oneof.name;
      yield { path, what: 'not set', isInside: false, apply: clear };
      yield { path, what: 'set', isInside: true, apply: () => {} };
    }
    for (const field of message.fields) {
      const path = prefix + field.name;
      for (const [value, isInside] of triedOf(field, surroundings)) {
        const apply = (request: ReflectMessage) => change(parentIn(request), field, value, surroundings);
        yield { path, what: nameOf(value), isInside, apply };
      }
      if (rulesOf(field).isRequired) yield { path, what: 'as it is', isInside: true, apply: () => {} };
      if (field.message === undefined) continue;
      const isList = field.fieldKind === 'list';
      yield* ofMessage(
        field.message,
        (request) => childOf(parentIn(request), field),
        `${path}${isList ? '[0]' : ''}.`,
      );
    }
  }
}

/** The message in a field, or the first message of a list. */
function childOf(parent: ReflectMessage, field: DescField): ReflectMessage {
  const value = parent.get(field);
  const child = isReflectList(value) ? value.get(0) : value;
  if (isReflectMessage(child)) return child;
  throw new Error(`the right ${parent.desc.name} has no ${field.name}`);
}

/** A list of items that equal the first one except for a distinguishing number. */
class Items {
  readonly count: number;
  constructor(count: number) {
    this.count = count;
  }
}

function change(parent: ReflectMessage, field: DescField, value: unknown, { beside }: Surroundings): void {
  const others = beside[`${parent.desc.name}.${field.name}`]?.(value) ?? {};
  for (const [name, other] of Object.entries(others)) {
    const found = parent.fields.find((one) => one.name === name);
    if (found === undefined) throw new Error(`${parent.desc.name} has no ${name}`);
    parent.set(found, other);
  }
  if (value === undefined) parent.clear(field);
  else if (value instanceof Items) setItems(parent, field, value.count);
  else parent.set(field, value);
}

function setItems(parent: ReflectMessage, field: DescField, count: number): void {
  const first = childOf(parent, field);
  const list = parent.get(field);
  if (!isReflectList(list)) throw new Error(`${field.name} is no list`);
  list.clear();
  const number = first.fields.find(({ name }) => name === 'subscription_id');
  for (let index = 0; index < count; index++) {
    const item = reflect(first.desc, clone(first.desc, first.message));
    if (number !== undefined) item.set(number, index + 1);
    list.add(item);
  }
}

function triedOf(field: DescField, { inside, texts }: Surroundings): readonly Tried[] {
  const rules = rulesOf(field);
  const required: readonly Tried[] = rules.isRequired ? [[undefined, false]] : [];
  const own = inside[`${field.parent.name}.${field.name}`];
  const tried = [
    ...required,
    ...numbers(field, rules),
    ...items(rules),
    ...values(field, rules),
    ...lengths(rules),
    ...(rules.pattern === undefined ? [] : ofPattern(rules.pattern, texts)),
  ];
  if (own === undefined) return tried;
  return [...tried.filter(([, isInside]) => !isInside), ...own.map((value): Tried => [value, true])];
}

function numbers(field: DescField, { min, max, mayBeZero }: Rules): readonly Tried[] {
  const one = (value: bigint, isInside: boolean): Tried => [isLong(field) ? value : Number(value), isInside];
  const isBelow = min !== undefined && (min > 0n || isSigned(field));
  return [
    ...(min === undefined ? [] : [one(min, true)]),
    ...(isBelow ? [one(min - 1n, false)] : []),
    ...(max === undefined ? [] : [one(max, true), one(max + 1n, false)]),
    ...(mayBeZero ? [one(0n, true)] : []),
  ];
}

function isLong({ parent, scalar }: DescField): boolean {
  if (scalar === undefined) throw new Error(`a field of ${parent.name} is no number`);
  return scalar !== ScalarType.UINT32;
}

function isSigned({ scalar }: DescField): boolean {
  return scalar === ScalarType.INT64;
}

function items({ minItems, maxItems }: Rules): readonly Tried[] {
  const so = (count: number, isInside: boolean): Tried => [new Items(count), isInside];
  return [
    ...(minItems === undefined ? [] : [so(minItems, true), so(minItems - 1, false)]),
    // The refused probe comes first, because an accepted one may fill a stream.
    ...(maxItems === undefined ? [] : [so(maxItems + 1, false), so(maxItems, true)]),
  ];
}

function values(field: DescField, { isKnownOnly = false, isRequired }: Rules): readonly Tried[] {
  if (!isKnownOnly || field.enum === undefined) return [];
  const known = field.enum.values.map(({ number }) => number).filter((number) => number !== 0 || !isRequired);
  return [...known.map((number): Tried => [number, true]), [Math.max(...known) + 1, false], [-1, false]];
}

/** Texts at the bounds in bytes. An `é` has two bytes. */
function lengths({ minBytes, maxBytes, pattern }: Rules): readonly Tried[] {
  const wide = (bytes: number) => 'é'.repeat(Math.floor(bytes / 2)) + 'x'.repeat(bytes % 2);
  const texts = (bytes: number) =>
    pattern === undefined ? ['x'.repeat(bytes), wide(bytes)] : ['x'.repeat(bytes)];
  const tried = (bytes: number | undefined, isInside: boolean) =>
    bytes === undefined ? [] : texts(bytes).map((text): Tried => [text, isInside]);
  return [
    ...tried(minBytes, true),
    ...tried(minBytes === undefined ? undefined : minBytes - 1, false),
    ...tried(maxBytes, true),
    ...tried(maxBytes === undefined ? undefined : maxBytes + 1, false),
  ];
}

function ofPattern(pattern: string, texts: Surroundings['texts']): readonly Tried[] {
  const tried = texts[pattern];
  if (tried === undefined) throw new Error(`there are no texts to try ${pattern} with`);
  return [
    ...tried.inside.map((text): Tried => [text, true]),
    ...tried.outside.map((text): Tried => [text, false]),
  ];
}

function nameOf(value: unknown): string {
  if (value === undefined) return 'not set';
  if (value instanceof Items) return `${value.count} items`;
  return typeof value === 'string'
    ? `${JSON.stringify(value.slice(0, 12))} of ${Buffer.byteLength(value)} bytes`
    : String(value);
}
