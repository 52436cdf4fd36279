/** One value of a record. */
export interface Field {
  /** As `fieldKey` has it: small letters and digits of the name. */
  readonly key: string
  readonly value: string
  /** Fields of one group stand in the same object of the input; of a table's row there is one group. */
  readonly group: number
  /** Input line the value begins on. */
  readonly number: number
  /** Of its first line, where that stands apart. */
  readonly startNumber?: number
  /** The value's lines stand on lines of the input, one below the other. */
  readonly multiline: boolean
}

/** An object or row of a structured text: what is known of one message, or of a few. */
export interface FieldRecord {
  /** As shown to people: `JSON`, `CSV`. */
  readonly format: string
  readonly fields: readonly Field[]
  /** Fields of the objects around it. */
  readonly around: readonly Field[]
  /** How the input writes a line of a value, where that is not the line itself. */
  readonly written: (line: string) => string
}

/** `srcIp`, `src_ip` and `SRC-IP` are one name; so are `ip.src` and what Elasticsearch makes of it, `ip_ip_src`. */
export const fieldKey = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')
