import { type DescMessage, type JsonValue, type MessageShape, toJson } from '@bufbuild/protobuf';

/** Where results go: for people as text, with `--json` for programs as one JSON value per line. */
export class Output {
  readonly json: boolean;

  constructor(json: boolean) {
    this.json = json;
  }

  /** A message of the API; as JSON it has the names of the proto and 64-bit integers as strings. */
  message<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>, text: () => string): void {
    if (this.json)
      this.line(toJson(schema, message, { useProtoFieldName: true, alwaysEmitImplicit: true }), text);
    else this.text(text());
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

  text(line: string): void {
    process.stdout.write(`${line}\n`);
  }
}
