import { type DescMessage, type JsonValue, type MessageShape, toJson } from '@bufbuild/protobuf';
import type { Instrument } from '../../gen/redleaf/v1/instrument_pb.ts';
import { withDecimals } from './decimal-json.ts';
import { type Column, Table } from './table.ts';

/** Of a terminal that does not tell its own. */
const USUAL_WIDTH = 80;

/** An item of a list with the instrument that it is about. */
export interface Listed<Item> {
  readonly item: Item;
  readonly instrument: Instrument;
}

/** Prints the rows of a list, page by page. */
export type PrintRows<Row> = (rows: readonly Row[]) => void;

/** Where results go: for people as text, with `--json` for programs as one JSON value per line. */
export class Output {
  readonly json: boolean;

  constructor(json: boolean) {
    this.json = json;
  }

  /**
   * A message of the API; as JSON it has the names of the proto and 64-bit integers as strings.
   *
   * @param instrument what it is about, if it is about one: its JSON has decimals then.
   */
  message<Desc extends DescMessage>(
    schema: Desc,
    message: MessageShape<Desc>,
    text: () => string,
    instrument?: Instrument,
  ): void {
    if (this.json) this.value(messageAsJson(schema, message, instrument));
    else this.text(text());
  }

  /** A list of messages, each about an instrument. */
  messages<Desc extends DescMessage>(
    schema: Desc,
    columns: readonly Column<Listed<MessageShape<Desc>>>[],
  ): PrintRows<Listed<MessageShape<Desc>>> {
    return this.list(columns, ({ item, instrument }) => messageAsJson(schema, item, instrument));
  }

  /** A list: a table on a terminal, values with tabs between them for other programs. */
  list<Row>(columns: readonly Column<Row>[], toJsonValue: (row: Row) => JsonValue): PrintRows<Row> {
    const table = new Table(columns, terminalWidth());
    return (rows) => {
      if (this.json) for (const row of rows) this.value(toJsonValue(row));
      else for (const line of table.lines(rows)) this.text(line);
    };
  }

  line(value: JsonValue, text: () => string): void {
    this.text(this.json ? JSON.stringify(value) : text());
  }

  /** A result for programs alone. */
  value(value: JsonValue): void {
    if (this.json) this.text(JSON.stringify(value));
  }

  /** Not a result: not shown to programs. */
  note(text: string): void {
    if (!this.json) this.text(text);
  }

  /** That a list is empty, for people: what another program reads is then empty too. */
  none(text: string): void {
    if (isTerminal()) this.note(text);
  }

  text(line: string): void {
    process.stdout.write(`${line}\n`);
  }
}

/** The rows of a list that is printed at once. */
export function tableText<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  return new Table(columns, terminalWidth()).lines(rows).join('\n');
}

/** Characters of a line of the terminal; undefined when it is no person that reads the output. */
function terminalWidth(): number | undefined {
  return isTerminal() ? process.stdout.columns || USUAL_WIDTH : undefined;
}

/** Whether a person reads the output. */
function isTerminal(): boolean {
  // Undefined where there is none, whatever the types say.
  return Boolean(process.stdout.isTTY);
}

function messageAsJson<Desc extends DescMessage>(
  schema: Desc,
  message: MessageShape<Desc>,
  instrument: Instrument | undefined,
): JsonValue {
  const json = toJson(schema, message, { useProtoFieldName: true, alwaysEmitImplicit: true });
  return instrument === undefined ? json : withDecimals(json, instrument);
}
