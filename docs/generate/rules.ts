import { type DescField, type DescOneof, getOption, hasOption } from '@bufbuild/protobuf';
import {
  type FieldRules,
  field as fieldRules,
  Ignore,
  oneof as oneofRules,
} from '../../gen/buf/validate/validate_pb.ts';

/** What the rules of `buf.validate` ask of a field, of those kinds that the contract has. */
export interface Rules {
  readonly isRequired: boolean;
  /** The bounds of a number hold for all of its values but 0. */
  readonly mayBeZero: boolean;
  /** Of a number. */
  readonly min?: bigint | undefined;
  readonly max?: bigint | undefined;
  /** Of a text. */
  readonly minBytes?: number | undefined;
  readonly maxBytes?: number | undefined;
  readonly pattern?: string | undefined;
  /** Of a list. */
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  /** An enum may have only values of the contract. */
  readonly isKnownOnly?: boolean;
}

/** @throws Error for a kind of rule that is not read yet, so that none is left out of the documents. */
export function rulesOf(field: DescField): Rules {
  const rules = getOption(field, fieldRules);
  return {
    isRequired: rules.required,
    mayBeZero: rules.ignore === Ignore.IF_ZERO_VALUE,
    ...boundsOf(rules.type, field),
  };
}

/** Whether one of the fields must be set. */
export function isOneofRequired(oneof: DescOneof): boolean {
  return hasOption(oneof, oneofRules) && getOption(oneof, oneofRules).required;
}

function boundsOf(type: FieldRules['type'], field: DescField): Partial<Rules> {
  switch (type.case) {
    case undefined:
      return {};
    case 'uint32':
    case 'uint64':
    case 'int64': {
      const { greaterThan, lessThan } = type.value;
      return {
        min: greaterThan.case === 'gte' ? BigInt(greaterThan.value) : undefined,
        max: lessThan.case === 'lte' ? BigInt(lessThan.value) : undefined,
      };
    }
    case 'string': {
      const { minBytes, maxBytes, pattern } = type.value;
      return {
        minBytes: minBytes === 0n ? undefined : Number(minBytes),
        maxBytes: maxBytes === 0n ? undefined : Number(maxBytes),
        pattern: pattern === '' ? undefined : pattern,
      };
    }
    case 'repeated': {
      const { minItems, maxItems } = type.value;
      return { minItems: minItems === 0n ? undefined : Number(minItems), maxItems: Number(maxItems) };
    }
    case 'enum':
      return { isKnownOnly: type.value.definedOnly };
    default:
      throw new Error(`${field.parent.name}.${field.name}: rules of ${type.case} are not read yet`);
  }
}

/** The same in words, for people; empty when there is no rule. */
export function rulesText(field: DescField): string {
  const rules = rulesOf(field);
  const { minItems, maxItems, minBytes, maxBytes, pattern } = rules;
  return [
    rules.isRequired ? 'required' : '',
    numbersText(rules),
    maxBytes === undefined ? '' : rangeText(minBytes, maxBytes, ' bytes'),
    pattern === undefined ? '' : `\`${pattern}\``,
    maxItems === undefined ? '' : rangeText(minItems, maxItems, ' items'),
    rules.isKnownOnly ? 'a known value' : '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}

function numbersText({ min, max, mayBeZero }: Rules): string {
  if (min === undefined && max === undefined) return '';
  return `${mayBeZero ? '0, or ' : ''}${rangeText(min, max, '')}`;
}

function rangeText(min: number | bigint | undefined, max: number | bigint | undefined, unit: string): string {
  const text = (value: number | bigint) => value.toLocaleString('en');
  if (max === undefined) return `at least ${text(min ?? 0)}${unit}`;
  return `${min === undefined ? 'at most' : `${text(min)} to`} ${text(max)}${unit}`;
}
